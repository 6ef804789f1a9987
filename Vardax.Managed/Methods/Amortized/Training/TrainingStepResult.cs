namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>What one training step saw.</summary>
/// <param name="Loss">Batch mean of -log q before the update, in nats and physical units.</param>
/// <param name="GradientNorm">Global norm of the loss's gradient, before clipping.</param>
/// <param name="Updated">Whether the parameters were updated: not when the loss or the gradient is not finite.</param>
public readonly record struct TrainingStepResult(double Loss, double GradientNorm, bool Updated);
