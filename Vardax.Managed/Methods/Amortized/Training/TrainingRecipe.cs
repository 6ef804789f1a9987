using Vardax.Managed.Guards;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>How an amortized posterior is trained.</summary>
public sealed record TrainingRecipe
{
    /// <summary>The recipe's name.</summary>
    public required string Name { get; init; }

    /// <summary>Number of updates.</summary>
    public int Steps { get; init; } = 500;

    /// <summary>Problems per update.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The learning rate at each step.</summary>
    public required ILearningRateSchedule Schedule { get; init; }

    /// <summary>Largest global norm of the gradient; null to leave it alone.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Whether every step trains on newly simulated problems, or all on the same ones.</summary>
    public bool FreshSimulation { get; init; }

    /// <summary>Whether the network works in units standardised by the simulated prior's statistics, or in physical ones.</summary>
    public bool Standardize { get; init; }

    /// <summary>Whether the head's last layers start at zero: with standardised units, at climatology.</summary>
    public bool ZeroOutputs { get; init; }

    /// <summary>
    /// Parts a batch is cut into, each computed by one thread and reduced in order; part of the recipe because the order of the
    /// sums is part of the result, whatever the number of threads.
    /// </summary>
    public int Shards { get; init; } = 2;

    /// <summary>
    /// Freshly simulated pairs that the loss is watched on, never trained on; the weights of its lowest value are kept. 0 keeps the
    /// last weights.
    /// </summary>
    public int ValidationProblems { get; init; }

    /// <summary>Steps between two looks at the validation loss.</summary>
    public int ValidateEvery { get; init; } = 250;

    /// <summary>Looks without a new lowest validation loss after which training stops; null to make all steps.</summary>
    public int? Patience { get; init; }

    /// <summary>
    /// The largest share of a training window's observations that is missing (<see cref="MissingShare"/>); 0 if none ever is.
    /// </summary>
    public double Missing { get; init; }

    /// <summary>What goes missing; null if nothing ever does.</summary>
    internal MissingObservations? MissingObservations => Missing > 0 ? new MissingShare(Missing) : null;

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentException">A number is out of range; the message names it and what it takes.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Shards, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ValidationProblems);
        ArgumentOutOfRangeException.ThrowIfLessThan(ValidateEvery, 1);
        if (Patience is { } patience)
            ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1, nameof(Patience));
        if (!(Missing is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Missing), Missing, "Expected a share from 0 to below 1.");
        ArgumentNullException.ThrowIfNull(Schedule);
        if (ClipNorm is { } norm)
            Guard.Positive(norm, nameof(ClipNorm));
    }
}
