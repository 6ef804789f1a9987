namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>A look at the validation loss.</summary>
/// <param name="Step">Number of the step before the look, from 0.</param>
/// <param name="Loss">The mean loss of the validation pairs, NLL per problem in nats.</param>
public readonly record struct ValidationLoss(int Step, double Loss);
