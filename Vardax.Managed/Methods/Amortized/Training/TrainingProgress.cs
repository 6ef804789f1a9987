namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>Told after every step.</summary>
/// <param name="Step">Number of the step, from 0.</param>
/// <param name="TotalSteps">Number of steps planned.</param>
/// <param name="LearningRate">The rate used.</param>
/// <param name="Result">Loss and gradient norm.</param>
public readonly record struct TrainingProgress(int Step, int TotalSteps, double LearningRate, TrainingStepResult Result);
