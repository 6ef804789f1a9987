using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Formats;
using Vardax.Managed.Guards;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>
/// Trains a posterior as <see cref="AmortizedExperiment"/> does and judges it: by <see cref="CalibrationGates"/> on fresh
/// simulated problems, and by its agreement with multi-start strong-constraint 4DVar, in the means
/// (<see cref="PosteriorAgreement"/>) and in their derivative by the observations (<see cref="AdjointAgreement"/>, finite
/// differences of both). 4DVar's climatological background holds as many steps before the window as that of the polish: the two
/// minimise the same cost.
/// </summary>
public sealed record CalibrationExperiment : ExperimentSetup
{
    /// <summary>
    /// Step of the finite differences in observation noises. Between 0.05 and 0.25 the errors hardly move (by less than 0.1
    /// percentage points); below, single precision shows on preset reference, where observations say little; above, chaotic
    /// windows pass to other minima.
    /// </summary>
    private const double JacobianStep = 0.1;

    // Of 4DVar beside a model that is not polished, and so has no lead-in of its own.
    private const int DefaultLead = 30;
    private const double InformationTolerance = 3;

    /// <summary>Which observations are missing from the problems that are judged; null if none are.</summary>
    public MissingObservations? Missing { get; init; }

    /// <summary>Simulated problems of the calibration gates, at least 20.</summary>
    public int Runs { get; init; } = 1000;

    /// <summary>Posterior samples for each: one less than a multiple of 20, from 19.</summary>
    public int Samples { get; init; } = 99;

    /// <summary>Windows on which the means are compared with 4DVar's, at least 2; 0 to skip that.</summary>
    public int AgreementWindows { get; init; } = 256;

    /// <summary>Windows on which the sensitivities are compared with 4DVar's; 0 to skip that.</summary>
    public int AdjointWindows { get; init; } = 64;

    /// <summary>
    /// Problems on which the answers are compared with the network's own and 4DVar's, at least 2 and no more than there are runs; 0 to skip
    /// that.
    /// </summary>
    public int InformationProblems { get; init; } = 256;

    /// <summary>Trains and judges. The same settings give the same report at every number of threads.</summary>
    /// <param name="run">Threads, progress, checkpoints of the training; null for the defaults.</param>
    /// <param name="cancellation">Ends the run within a training step, or between problems.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public CalibrationExperimentResult Run(TrainingRun? run = null, CancellationToken cancellation = default)
    {
        Validate();
        return Judge(Train(run, cancellation).Model, (run ?? new TrainingRun()).Parallel(cancellation));
    }

    /// <summary>
    /// Judges a trained model, without training; of this record's settings, the sizes, the lead-in of 4DVar and the seed of the
    /// gates' problems count, which are of the family that the model was trained for.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="parallel">Most threads, and the token that ends the run; null for the machine's threads and no end.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public CalibrationExperimentResult Judge(TrainedModel model, ParallelOptions? parallel = null) =>
        Report(model, Simulate(model, Shard.Whole, parallel));

    /// <summary>A part of <see cref="Judge"/>: what a shard of all its problems gives.</summary>
    /// <param name="model">The model.</param>
    /// <param name="shard">Which part.</param>
    /// <param name="parallel">Most threads, and the token that ends the run; null for the machine's threads and no end.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Ledger JudgePart(TrainedModel model, Shard shard, ParallelOptions? parallel = null)
    {
        Ledger part = new();
        Simulate(model, shard, parallel).Keep(part);
        return part;
    }

    /// <summary>The result of <see cref="Judge"/>, bit for bit, from the parts of this record's settings.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parts">Parts 0, 1, ..., loaded; each is asked for when the one before has been read.</param>
    /// <param name="count">How many parts there are.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="VardaxFormatException">A part holds too little.</exception>
    public CalibrationExperimentResult Merge(TrainedModel model, IEnumerable<Ledger> parts, int count)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(parts);
        Validate();
        return Report(model, CalibrationStatistics.Read(parts, count, Runs, AgreementWindows, Compared(model), AdjointWindows));
    }

    private CalibrationStatistics Simulate(TrainedModel model, Shard shard, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(model);
        Validate();
        ProblemSettings settings = model.Settings;
        Func<IPosterior> create = model.Polished;
        var generator = new ProblemGenerator(settings with { TotalSteps = settings.WindowSteps }, Missing);
        RandomKey stream = Keys.CalibrationStream;
        bool Has(int items) => shard.Start(items) < shard.End(items);
        StrongFourDVar? reference = Has(AgreementWindows) || Has(AdjointWindows) || Has(Compared(model))
            ? Reference(generator, model, parallel) : null;
        return new CalibrationStatistics(
            CalibrationPass.Simulate(generator, create, stream.Child(0), Options, shard, parallel),
            PosteriorAgreement.Compare(generator, create, () => reference!, stream.Child(1), Agreement, shard, parallel),
            Information.Compare(
                generator, [create, model.Amortized, () => new LaplacePosterior(reference!)],
                () => model.Climatology ?? AmortizedTrainer.EstimateClimatology(generator, model.Plan.TrainKey), stream.Child(3), Compared(model),
                shard, parallel),
            AdjointAgreement.Compare(
                generator, () => new FiniteDifferenceMeanJacobian(create(), JacobianStep),
                () => new FiniteDifferenceMeanJacobian(reference!, JacobianStep), stream.Child(2), Adjoint, shard, parallel));
    }

    private CalibrationExperimentResult Report(TrainedModel model, CalibrationStatistics statistics) => new()
    {
        Model = model,
        Report = CalibrationGates.Report(model.Settings, model.Polished().Name, statistics.Gates, Options),
        Information = InformationProblems == 0 ? null : Information.Judge(statistics.Information, ["amortized", "strong_4dvar"], InformationTolerance),
        Agreement = AgreementWindows == 0 ? null : PosteriorAgreement.Report(statistics.Agreement, Agreement),
        Adjoint = AdjointWindows == 0 ? null : AdjointAgreement.Report(statistics.Adjoint, Adjoint),
    };

    private StrongFourDVar Reference(ProblemGenerator generator, TrainedModel model, ParallelOptions? parallel)
    {
        PolishBackground background = (PolishLeadSteps is null ? model.Background : null)
            ?? PolishBackground.Estimate(
                generator.Settings, model.Plan.TrainKey.Prior(), PolishLeadSteps ?? DefaultLead, parallel?.CancellationToken ?? default);
        return new StrongFourDVar(generator.Settings, background.State, null, new MultiStart(), background.LeadSteps);
    }

    /// <summary>Windows on which answers are compared by what they know.</summary>
    private int Compared(TrainedModel model) =>
        InformationProblems == 0 ? 0 : InformationScore.Count(model.Settings, Math.Min(InformationProblems, Runs));

    private CalibrationOptions Options => new() { Problems = Runs, Samples = Samples };

    private PosteriorAgreementOptions Agreement => new() { Problems = AgreementWindows };

    private AdjointAgreementOptions Adjoint => new() { Problems = AdjointWindows };

    /// <summary>Before training, not after it.</summary>
    private void Validate()
    {
        Options.Validate();
        Guard.Setting(AgreementWindows is 0 or >= 2, nameof(AgreementWindows), AgreementWindows, "0, or 2 or more");
        Guard.Setting(InformationProblems is 0 or >= 2, nameof(InformationProblems), InformationProblems, "0, or 2 or more");
        Guard.Setting(AdjointWindows >= 0, nameof(AdjointWindows), AdjointWindows, "0 or more");
    }
}
