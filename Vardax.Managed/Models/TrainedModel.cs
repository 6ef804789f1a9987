using System.Diagnostics.CodeAnalysis;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.InitialState;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>
/// A trained posterior with all that makes analyses of it, and what is known about it: what a model file holds. Nothing in it
/// changes, so any number of threads may share one, each with analyses of its own.
/// </summary>
public sealed record TrainedModel
{
    /// <summary>A model of its parts.</summary>
    public TrainedModel()
    {
    }

    /// <summary>A copy, for languages without <c>with</c>: set what differs where it is created.</summary>
    [SetsRequiredMembers]
    public TrainedModel(TrainedModel original)
    {
        ArgumentNullException.ThrowIfNull(original);
        (Name, Plan, Density, History, Warning) = (original.Name, original.Plan, original.Density, original.History, original.Warning);
        (Recalibration, Background, Polish, PolishedRecalibration) =
            (original.Recalibration, original.Background, original.Polish, original.PolishedRecalibration);
        (Climatology, Typicality, Calibration) = (original.Climatology, original.Typicality, original.Calibration);
    }

    private const int LargeWindows = 2048, LeadWindows = 320;

    // A search in every window takes several times as long: less than so many nats is no reason.
    private const double LeastGain = 1;

    /// <summary>What to call it, such as the preset it is trained for.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it was trained for and how.</summary>
    public required TrainingPlan Plan { get; init; }

    /// <summary>The network and its units.</summary>
    public required ConditionalDensity Density { get; init; }

    /// <summary>Of the network's own answers; null to leave them as they are.</summary>
    public Recalibration? Recalibration { get; init; }

    /// <summary>What the answers are polished with; null where they are not.</summary>
    public PolishBackground? Background { get; init; }

    /// <summary>How they are polished.</summary>
    public PolishOptions Polish { get; init; } = new();

    /// <summary>Of the polished answers; null to leave them as they are, as where the prior is known exactly.</summary>
    public Recalibration? PolishedRecalibration { get; init; }

    /// <summary>What simulation alone says: the answer if nothing is observed, and the widest that there is; null if nobody estimated it.</summary>
    public Climatology? Climatology { get; init; }

    /// <summary>How unusual observations are found out; null where nobody estimated it.</summary>
    public Typicality? Typicality { get; init; }

    /// <summary>How the training went.</summary>
    public TrainingHistory History { get; init; } = new();

    /// <summary>How it did on problems never trained on; null where nobody looked.</summary>
    public CalibrationSummary? Calibration { get; init; }

    /// <summary>What to know about the file that it was read from, such as that it has no digest; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>The family of problems.</summary>
    public ProblemSettings Settings => Plan.Settings;

    /// <summary>Prepares a training's outcome: recalibrations, the background of the polish and typicality, by fresh simulation.</summary>
    /// <param name="training">The training.</param>
    /// <param name="polish">
    /// How to polish; null not to. If validation says that answers know more by it, every window is searched; if the network's own answers know
    /// more than polished ones, they are left.
    /// </param>
    /// <param name="leadSteps">How many steps before the window the background of the polish holds; null to choose that by validation.</param>
    /// <param name="recalibrationProblems">Problems to recalibrate on, fewer if windows have more than 256 entries; 0 not to.</param>
    /// <param name="parallel">Most threads, and the token that ends the simulations; null for the machine's threads and no end.</param>
    /// <exception cref="ArgumentException">A number is out of range, or too few problems are usable.</exception>
    public static TrainedModel Fit(
        TrainingResult training, PolishOptions? polish, int? leadSteps = null, int recalibrationProblems = 32_768,
        ParallelOptions? parallel = null)
    {
        CancellationToken cancellation = parallel?.CancellationToken ?? default;
        ArgumentNullException.ThrowIfNull(training);
        ArgumentOutOfRangeException.ThrowIfNegative(recalibrationProblems);
        ProblemSettings settings = training.Plan.Settings;
        RandomKey trainKey = training.Plan.TrainKey, stream = trainKey.Recalibration();
        var model = new TrainedModel
        {
            Plan = training.Plan, Density = training.Density,
            History = new TrainingHistory
            {
                Losses = training.Losses, ValidationLosses = training.ValidationLosses, Status = training.Status,
                TrainTimeS = training.TrainTimeS, StartLoss = training.StartLoss, StartLossError = training.StartLossError,
            },
            Climatology = training.Prior?.Climatology
                ?? AmortizedTrainer.EstimateClimatology(new ProblemGenerator(settings), trainKey, cancellation),
            Typicality = Typicality.Estimate(new ProblemGenerator(settings), trainKey.Typicality(), cancellation: cancellation),
        };
        if (training.Density is not ControlDensity control)
            return model;
        // Large windows take longer each: their number falls as they grow.
        int problems = Math.Min(recalibrationProblems, Math.Max(LargeWindows, (int)(LargeWindows * 4096L / settings.WindowEntries)));
        Recalibration? Fit(Func<IInitialStatePosterior> create) => recalibrationProblems == 0
            ? null
            : InitialState.Recalibration.Fit(
                create, settings, stream, problems, training.Plan.Recipe.MissingObservations, parallel);
        model = model with { Recalibration = Fit(() => new ControlAnalysis(control)) };
        if (polish is null)
            return model;
        PolishedAnalysis Raw(PolishBackground background, PolishOptions options) => new(
            new ControlAnalysis(control), settings, background, options, missing: training.Plan.Recipe.Missing);
        int windows = LeadChoice.Windows(settings, LeadWindows);
        (PolishBackground background, InformationScore[]? scores) = leadSteps is { } lead
            ? (PolishBackground.Estimate(settings, trainKey.Prior(), lead, cancellation), null)
            : LeadChoice.Best(settings, trainKey, b => Raw(b, polish), windows, parallel);
        var generator = new ProblemGenerator(settings with { TotalSteps = settings.WindowSteps });
        InformationScore[] Scores(RandomKey stream, Func<IAnalysis> create) =>
            InformationScore.Of(InformationScore.Sweep(generator, stream, windows, parallel), create, model.Climatology);
        MeanEstimate found = InformationScore.Difference(
            scores ?? Scores(trainKey.Lead(), () => Raw(background, polish)),
            Scores(trainKey.Lead(), () => Raw(background, polish with { SearchEveryWindow = true })));
        if (found.Value > Math.Max(LeastGain, found.StandardError))
            polish = polish with { SearchEveryWindow = true };
        TrainedModel polished = model with
        {
            Polish = polish,
            Background = background,
            // An exact prior leaves nothing to repair: the posterior is Laplace's, or sampled where it bends if draws can do that.
            PolishedRecalibration = background.IsExact(settings) && LaplaceImportance.Serves(background.State.Dimension)
                ? null : Fit(() => Raw(background, polish)),
        };
        // Whichever knows more stays.
        MeanEstimate gain = InformationScore.Difference(
            Scores(trainKey.Choice(), model.Amortized), Scores(trainKey.Choice(), polished.Polished));
        return gain.Upper < 0 ? model : polished;
    }

    /// <summary>The posterior that the model stands for, polished where it is: one for each thread.</summary>
    public IPosterior CreatePosterior() => new TrainedPosterior(Polished(), this);

    /// <summary>The network's own posterior, recalibrated where it is: one for each thread.</summary>
    public IPosterior CreateAmortized() => new TrainedPosterior(Amortized(), this);

    /// <summary>The posterior without its bounds: what the gates judge, and recalibration is fitted to.</summary>
    internal IPosterior Polished() => Background is { } background
        ? new PolishedAnalysis(
            new ControlAnalysis((ControlDensity)Density), Settings, background, Polish, PolishedRecalibration, Plan.Recipe.Missing)
        : Amortized();

    /// <summary>The network's own posterior without its bounds.</summary>
    internal IPosterior Amortized() => Density is ControlDensity control
        ? new ControlAnalysis(control, Recalibration, "amortized")
        : new AmortizedAnalysis((WindowDensity)Density, settings: Settings);
}
