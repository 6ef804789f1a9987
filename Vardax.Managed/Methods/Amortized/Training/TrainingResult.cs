using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Amortized.Networks;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>What training gave, and how it went.</summary>
public sealed class TrainingResult : TrainingHistory
{
    /// <summary>What was trained, and how.</summary>
    public required TrainingPlan Plan { get; init; }

    /// <summary>The trained density.</summary>
    public required ConditionalDensity Density { get; init; }

    /// <summary>The simulated prior the units of a regression head come from; null where they do not.</summary>
    public required SimulatedPrior? Prior { get; init; }

    /// <summary>The trained posterior over all states of the window.</summary>
    /// <exception cref="InvalidOperationException">The head is over the control.</exception>
    public WindowDensity Posterior => Density as WindowDensity
        ?? throw new InvalidOperationException($"This is a posterior over the control; {nameof(Control)} has it.");

    /// <summary>The trained posterior over the control.</summary>
    /// <exception cref="InvalidOperationException">The head is over all states of the window.</exception>
    public ControlDensity Control => Density as ControlDensity
        ?? throw new InvalidOperationException($"This is a posterior over all states of the window; {nameof(Posterior)} has it.");

    /// <summary>The posterior as an analysis, for one thread, neither recalibrated nor polished.</summary>
    public IPosterior CreateAnalysis() => Density is ControlDensity control
        ? new ControlAnalysis(control, name: "amortized")
        : new AmortizedAnalysis(Posterior, settings: Plan.Settings);
}
