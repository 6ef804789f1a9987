using Vardax.Managed.Calibration;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Scores;
using static Vardax.Managed.Cli.Output.JsonNumber;

namespace Vardax.Managed.Cli.Output;

/// <summary>The JSON document of <c>vardax calibrate</c>; a number that is not finite is null.</summary>
internal sealed record CalibrateDocument
{
    public required string Preset { get; init; }

    public required string Recipe { get; init; }

    public required string Head { get; init; }

    /// <summary>The posterior that is judged: amortized or polished.</summary>
    public required string Method { get; init; }

    public required ulong ModelKey { get; init; }

    public required ulong TrainKey { get; init; }

    public required ulong HeldOutKey { get; init; }

    public required int Steps { get; init; }

    public required int Batch { get; init; }

    public required string Status { get; init; }

    public required double TrainTimeS { get; init; }

    public required int Runs { get; init; }

    public required int Samples { get; init; }

    /// <summary>How many of the runs gave no usable analysis.</summary>
    public required int Unusable { get; init; }

    public required bool Passed { get; init; }

    public required IReadOnlyList<GateDocument> Gates { get; init; }

    public required double? Rmse { get; init; }

    public required double? Spread { get; init; }

    public required double? MeanCrps { get; init; }

    public required double?[] MeanCrpsInterval { get; init; }

    public required double? EnergyScore { get; init; }

    public required double?[] EnergyScoreInterval { get; init; }

    public required IReadOnlyList<CoverageScores> Coverage { get; init; }

    public required IReadOnlyList<QuantityScores> Quantities { get; init; }

    /// <summary>Means compared with 4DVar's; null where skipped.</summary>
    public required AgreementScores? Agreement { get; init; }

    /// <summary>Sensitivities compared with 4DVar's; null where skipped.</summary>
    public required AdjointScores? Adjoint { get; init; }

    public static CalibrateDocument From(CalibrationExperiment experiment, CalibrationExperimentResult result, string preset)
    {
        CalibrationReport report = result.Report;
        TrainingPlan plan = result.Model.Plan;
        bool judged = report.Quantities.Count > 0;
        double? Score(MeanEstimate estimate) => judged ? Finite(estimate.Value) : null;
        double?[] Interval(MeanEstimate estimate) => judged ? [Finite(estimate.Lower), Finite(estimate.Upper)] : [null, null];
        return new CalibrateDocument
        {
            Preset = preset,
            Recipe = plan.Recipe.Name,
            Head = plan.Config.Head.Name,
            Method = report.Method,
            ModelKey = plan.ModelKey.Seed,
            TrainKey = plan.TrainKey.Seed,
            HeldOutKey = experiment.Keys.HeldOut,
            Steps = plan.Recipe.Steps,
            Batch = plan.Recipe.BatchSize,
            Status = result.Model.History.Message,
            TrainTimeS = result.Model.History.TrainTimeS,
            Runs = report.Problems,
            Samples = report.Samples,
            Unusable = report.Unusable,
            Passed = !result.Failed,
            Gates = [.. result.Gates.Select(GateDocument.From)],
            Rmse = Score(report.Rmse),
            Spread = Score(report.Spread),
            MeanCrps = Score(report.Crps),
            MeanCrpsInterval = Interval(report.Crps),
            EnergyScore = Score(report.EnergyScore),
            EnergyScoreInterval = Interval(report.EnergyScore),
            Coverage = [.. report.Coverage.Select(CoverageScores.From)],
            Quantities = [.. report.Quantities.Select(QuantityScores.From)],
            Agreement = result.Agreement is null ? null : AgreementScores.From(result.Agreement),
            Adjoint = result.Adjoint is null ? null : AdjointScores.From(result.Adjoint),
        };
    }

    private static double?[] Quantiles(QuantileSummary q) => [Finite(q.P05), Finite(q.Median), Finite(q.P95)];

    /// <summary>A coverage curve; its intervals are of 95 % over the problems.</summary>
    internal sealed record CoverageScores(string Name, double[] Levels, double?[] Observed, double?[][] Interval)
    {
        public static CoverageScores From(CoverageCurve curve) => new(
            curve.Name, curve.Levels, [.. curve.Observed.Select(o => Finite(o.Value))],
            [.. curve.Observed.Select(o => (double?[])[Finite(o.Lower), Finite(o.Upper)])]);
    }

    /// <summary>The ranks of one quantity: verdict, p-value of the histogram's chi-square test, and the histogram.</summary>
    internal sealed record QuantityScores(string Name, string Verdict, double? ChiSquareP, int[] Histogram)
    {
        public static QuantityScores From(QuantityCalibration q) => new(
            q.Name, GateDocument.Word(q.Verdict), Finite(q.Histogram.Uniformity.PValue), q.Histogram.Counts);
    }

    /// <summary>Deviations in 4DVar's standard deviations, and the ratio of both sides': 5 %, 50 % and 95 % quantiles.</summary>
    internal sealed record AgreementScores(
        int Windows, double? EntryRate, double?[] MaxDeviation, double?[] RmsDeviation, double?[] StdRatio)
    {
        public static AgreementScores From(PosteriorAgreementReport report) => new(
            report.Windows, Finite(report.EntryRate.Value), Quantiles(report.Max), Quantiles(report.Rms),
            Quantiles(report.StdRatio));
    }

    /// <summary>Relative errors of the Jacobian: 5 %, 50 % and 95 % quantiles.</summary>
    internal sealed record AdjointScores(int Windows, double?[] Frobenius, double?[] Operator, double?[] Probe)
    {
        public static AdjointScores From(AdjointAgreementReport report) => new(
            report.Windows.Count, Quantiles(report.Frobenius), Quantiles(report.Operator), Quantiles(report.Probe));
    }
}
