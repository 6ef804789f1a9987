using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;

namespace Vardax.Managed.Systems;

/// <summary>
/// What defines a family of assimilation problems: the model, the prior its truths are simulated from, the window and what is
/// observed of it. The defaults of the observing system are the reference experiment's.
/// </summary>
public sealed record ProblemSettings
{
    // Values of one trajectory, a gigabyte of them: batches are smaller than that by what they hold.
    private const int MaxValues = 1 << 28;

    /// <summary>The dynamical model.</summary>
    public required IDynamicalModel Model { get; init; }

    /// <summary>Mean of the state the simulation starts from, before the burn-in.</summary>
    public required IReadOnlyList<double> InitialMean { get; init; }

    /// <summary>Standard deviation of each component of that state.</summary>
    public required double InitialStd { get; init; }

    /// <summary>Steps dropped before the window starts.</summary>
    public int BurnInSteps { get; init; } = 1000;

    /// <summary>Steps of the assimilation window (T_assim): it has one state more.</summary>
    public int WindowSteps { get; init; } = 50;

    /// <summary>Steps of the whole trajectory (T_total), window and forecast.</summary>
    public int TotalSteps { get; init; } = 1000;

    /// <summary>Length of a step, in model time units.</summary>
    public double Dt { get; init; } = 0.01;

    /// <summary>The window is observed at steps ObsStart, ObsStart + ObsEvery, ObsStart + 2 ObsEvery, ...</summary>
    public int ObsEvery { get; init; } = 5;

    /// <summary>The first step observed.</summary>
    public int ObsStart { get; init; }

    /// <summary>Standard deviation of the observation errors (R = ObsNoise^2 I).</summary>
    public double ObsNoise { get; init; } = 0.5;

    /// <summary>Standard deviation of the classical methods' background (B = PriorStd^2 I).</summary>
    public double PriorStd { get; init; } = 5;

    /// <summary>Indices of the observed components; empty for all of them.</summary>
    public IReadOnlyList<int> ObservedComponents { get; init; } = [];

    /// <summary>States in the window: steps + 1.</summary>
    public int WindowStates => WindowSteps + 1;

    /// <summary>Components of a state.</summary>
    public int StateDimension => Model.Components.Count;

    /// <summary>Entries of a window: states times components.</summary>
    public int WindowEntries => WindowStates * StateDimension;

    /// <summary>Times of the whole trajectory, 0 at the start of the window.</summary>
    public TimeGrid Grid => new(Dt, TotalSteps);

    /// <summary>
    /// The same family of problems with windows that start some steps earlier: their later states, and what is observed of them,
    /// are distributed as this family's.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer burn-in steps than that, or the number is negative.</exception>
    public ProblemSettings Lead(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, BurnInSteps);
        return this with
        {
            BurnInSteps = BurnInSteps - steps,
            WindowSteps = WindowSteps + steps,
            TotalSteps = TotalSteps + steps,
            ObsStart = ObsStart + steps,
        };
    }

    /// <summary>Whether every setting is the other's: components by what is observed of them, lists by their values.</summary>
    public bool IsSameFamily(ProblemSettings other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return InitialMean.SequenceEqual(other.InitialMean)
            && this with { InitialMean = other.InitialMean, ObservedComponents = other.ObservedComponents } == other
            && CreateMask().AsSpan().SequenceEqual(other.CreateMask());
    }

    /// <summary>
    /// Checks that a window is one that an analysis made for this family can take: of the same model, step, length and noise. What is
    /// observed, the forecast and the prior are the window's own affair.
    /// </summary>
    /// <exception cref="ArgumentException">The window is another one; the message names every setting that differs.</exception>
    public void RequireWindow(ObservedWindow problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ProblemSettings found = problem.Settings;
        if (ReferenceEquals(found, this))
            return;
        if (found.Dt == Dt && found.WindowSteps == WindowSteps && found.ObsNoise == ObsNoise && found.Model.Equals(Model))
            return;
        string[] differences =
        [
            .. found.Model.Name != Model.Name ? [$"its Model is {found.Model.Name}, not {Model.Name}"]
                : found.Model.Equals(Model) ? Array.Empty<string>()
                : [$"its {Model.Name} is not equal to the analysis's: other parameters, or another instance of a model without Equals"],
            .. Difference(nameof(Dt), found.Dt, Dt),
            .. Difference(nameof(WindowSteps), found.WindowSteps, WindowSteps),
            .. Difference(nameof(ObsNoise), found.ObsNoise, ObsNoise),
        ];
        throw new ArgumentException(
            $"The window is of another family of problems: {string.Join("; ", differences)}.", nameof(problem));
    }

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it, the value and what it takes.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Model);
        ArgumentNullException.ThrowIfNull(InitialMean);
        ArgumentNullException.ThrowIfNull(ObservedComponents);
        Guard.Setting(InitialMean.Count == StateDimension, nameof(InitialMean), $"{InitialMean.Count} components", $"{StateDimension}, the model's");
        Guard.Setting(InitialMean.All(double.IsFinite), nameof(InitialMean), string.Join(", ", InitialMean), "finite numbers");
        Positive(InitialStd, nameof(InitialStd));
        Positive(Dt, nameof(Dt));
        Positive(ObsNoise, nameof(ObsNoise));
        Positive(PriorStd, nameof(PriorStd));
        Guard.Setting(BurnInSteps >= 0, nameof(BurnInSteps), BurnInSteps, "0 or more");
        Guard.Setting(WindowSteps >= 1, nameof(WindowSteps), WindowSteps, "1 or more");
        Guard.Setting(TotalSteps >= WindowSteps, nameof(TotalSteps), TotalSteps, $"at least WindowSteps, {WindowSteps}");
        Guard.Setting((TotalSteps + 1L) * StateDimension <= MaxValues, nameof(TotalSteps), TotalSteps, $"at most {(MaxValues / StateDimension) - 1}");
        Guard.Setting(ObsEvery >= 1, nameof(ObsEvery), ObsEvery, "1 or more");
        Guard.Setting(ObsStart >= 0, nameof(ObsStart), ObsStart, "0 or more");
        Guard.Setting(
            ObservedComponents.All(c => c >= 0 && c < StateDimension) && ObservedComponents.Distinct().Count() == ObservedComponents.Count,
            nameof(ObservedComponents), string.Join(", ", ObservedComponents), $"different indices from 0 to {StateDimension - 1}");
    }

    /// <summary>How many entries of the window are observed: those where <see cref="CreateMask"/> is 1.</summary>
    internal long ObservedEntries => ObsStart >= WindowStates ? 0
        : (((WindowStates - ObsStart - 1L) / ObsEvery) + 1)
            * (ObservedComponents.Count == 0 ? StateDimension : ObservedComponents.Distinct().Count());

    /// <summary>The mask: 1 at each observed entry of the window, (time, component) row-major, 0 elsewhere.</summary>
    public float[] CreateMask()
    {
        var mask = new float[WindowEntries];
        for (long t = ObsStart; t < WindowStates; t += ObsEvery)
        {
            for (int c = 0; c < StateDimension; c++)
                mask[(t * StateDimension) + c] = ObservedComponents.Count == 0 || ObservedComponents.Contains(c) ? 1 : 0;
        }

        return mask;
    }

    private static string[] Difference(string name, double found, double expected) =>
        found == expected ? [] : [FormattableString.Invariant($"its {name} is {found}, not {expected}")];

    private static void Positive(double value, string name) => Guard.Setting(
        float.IsFinite((float)value) && (float)value > 0, name, value, "a finite positive number, also in single precision");
}
