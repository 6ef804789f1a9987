using System.Diagnostics.CodeAnalysis;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;

namespace Vardax.Managed.Systems;

/// <summary>
/// What defines a family of assimilation problems: the model, the distribution that simulations start from, the window and what is
/// observed of it. Two families are one if every setting is equal.
/// </summary>
public sealed record ProblemSettings
{
    // Values of one trajectory, a gigabyte of them: batches are smaller than that by what they hold.
    private const int MaxValues = 1 << 28;

    /// <summary>Settings to be given.</summary>
    public ProblemSettings()
    {
    }

    /// <summary>A copy, for languages without <c>with</c>: set what differs where it is created.</summary>
    [SetsRequiredMembers]
    public ProblemSettings(ProblemSettings original)
    {
        ArgumentNullException.ThrowIfNull(original);
        (Model, Initial, Observing, Definition) = (original.Model, original.Initial, original.Observing, original.Definition);
        (BurnInSteps, WindowSteps, TotalSteps) = (original.BurnInSteps, original.WindowSteps, original.TotalSteps);
        (Dt, PriorStd) = (original.Dt, original.PriorStd);
    }

    /// <summary>The dynamical model.</summary>
    public required IDynamicalModel Model { get; init; }

    /// <summary>The distribution of the state that simulations start from, before the burn-in.</summary>
    public required InitialDistribution Initial { get; init; }

    /// <summary>What is observed of a window, with which errors and when.</summary>
    public required ObservingSystem Observing { get; init; }

    /// <summary>Steps dropped before the window starts.</summary>
    public int BurnInSteps { get; init; } = 1000;

    /// <summary>Steps of the assimilation window (T_assim): it has one state more.</summary>
    public int WindowSteps { get; init; } = 50;

    /// <summary>Steps of the whole trajectory (T_total), window and forecast.</summary>
    public int TotalSteps { get; init; } = 1000;

    /// <summary>Length of a step, in model time units.</summary>
    public double Dt { get; init; } = 0.01;

    /// <summary>Standard deviation of the classical methods' background (B = PriorStd^2 I).</summary>
    public double PriorStd { get; init; } = 5;

    /// <summary>The text that the settings were read from; null if they were not.</summary>
    public SystemDefinition? Definition { get; init; }

    /// <summary>States in the window: steps + 1.</summary>
    public int WindowStates => WindowSteps + 1;

    /// <summary>Components of a state.</summary>
    public int StateDimension => Model.Components.Count;

    /// <summary>Entries of a window: states times components.</summary>
    public int WindowEntries => WindowStates * StateDimension;

    /// <summary>Entries of the observations and of the mask: states times instruments.</summary>
    public int ObservationEntries => WindowStates * Observing.Instruments.Count;

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
            Observing = Observing.Later(steps),
        };
    }

    /// <summary>
    /// Checks that a window is one that an analysis made for this family can take: of the same model, step, length, operator and errors.
    /// When an instrument sees, the forecast and the prior are the window's own affair.
    /// </summary>
    /// <exception cref="ArgumentException">The window is another one; the message names every setting that differs.</exception>
    public void RequireWindow(ObservedWindow problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ProblemSettings found = problem.Settings;
        if (ReferenceEquals(found, this))
            return;
        string? observing = ReferenceEquals(found.Observing, Observing) ? null : Observing.Difference(found.Observing);
        if (found.Dt == Dt && found.WindowSteps == WindowSteps && observing is null && found.Model.Equals(Model))
            return;
        string[] differences =
        [
            .. found.Model.Name != Model.Name ? [$"its Model is {found.Model.Name}, not {Model.Name}"]
                : found.Model.Equals(Model) ? Array.Empty<string>()
                : [$"its {Model.Name} is not equal to the analysis's: other parameters, or another instance of a model without Equals"],
            .. Difference(nameof(Dt), found.Dt, Dt),
            .. Difference(nameof(WindowSteps), found.WindowSteps, WindowSteps),
            .. observing is null ? Array.Empty<string>() : [observing],
        ];
        throw new ArgumentException(
            $"The window is of another family of problems: {string.Join("; ", differences)}.", nameof(problem));
    }

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it, the value and what it takes.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Model);
        ArgumentNullException.ThrowIfNull(Initial);
        ArgumentNullException.ThrowIfNull(Observing);
        Guard.Setting(Initial.Components.Count == StateDimension, nameof(Initial), $"{Initial.Components.Count} components", $"{StateDimension}, the model's");
        Guard.Setting(Observing.Operator.StateDimension == StateDimension, nameof(Observing),
            $"of a state of {Observing.Operator.StateDimension} components", $"{StateDimension}, the model's");
        Positive(Dt, nameof(Dt));
        Positive(PriorStd, nameof(PriorStd));
        Guard.Setting(BurnInSteps >= 0, nameof(BurnInSteps), BurnInSteps, "0 or more");
        Guard.Setting(WindowSteps >= 1, nameof(WindowSteps), WindowSteps, "1 or more");
        Guard.Setting(TotalSteps >= WindowSteps, nameof(TotalSteps), TotalSteps, $"at least WindowSteps, {WindowSteps}");
        Guard.Setting((TotalSteps + 1L) * StateDimension <= MaxValues, nameof(TotalSteps), TotalSteps, $"at most {(MaxValues / StateDimension) - 1}");
        Guard.Setting((WindowSteps + 1L) * Observing.Instruments.Count <= MaxValues, nameof(WindowSteps), WindowSteps,
            $"at most {(MaxValues / Observing.Instruments.Count) - 1}");
    }

    /// <summary>How many values of the window are observed: those where <see cref="CreateMask"/> is 1.</summary>
    internal long ObservedEntries => Observing.Instruments.Sum(instrument => instrument.Steps.Count(WindowStates));

    /// <summary>The mask: 1 at each value that is observed, (time, instrument) row-major, 0 elsewhere.</summary>
    public float[] CreateMask()
    {
        var mask = new float[ObservationEntries];
        int p = Observing.Instruments.Count;
        for (int at = 0; at < mask.Length; at++)
            mask[at] = Observing.Instruments[at % p].Steps.Includes(at / p) ? 1 : 0;
        return mask;
    }

    private static string[] Difference(string name, double found, double expected) =>
        found == expected ? [] : [FormattableString.Invariant($"its {name} is {found}, not {expected}")];

    private static void Positive(double value, string name) => Guard.Setting(
        float.IsFinite((float)value) && (float)value > 0, name, value, "a finite positive number, also in single precision");
}
