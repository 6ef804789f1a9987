using Vardax.Managed.Calibration;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Made-up but lifelike data for the figures.</summary>
internal static class SampleFigureData
{
    private const int States = 1001;
    private const int WindowStates = 51;

    public static string[] MethodNames { get; } =
        ["oi", "3dvar", "strong_4dvar", "weak_4dvar", "incremental_4dvar", "amortized", "linear", "oracle", "climatology"];

    public static ComparisonFigureData Comparison(params IReadOnlyList<ComparedMethod> methods)
    {
        float[][] truth = Trajectory(0);
        return new()
        {
            Model = "lorenz63",
            Components = ["x", "y", "z"],
            Times = [.. Enumerable.Range(0, States).Select(t => 0.01f * t)],
            WindowStates = WindowStates,
            Truth = truth,
            Observations =
            [
                [.. Enumerable.Range(0, 11).Select(i => (0.05f * i, truth[0][5 * i] + MathF.Sin(9 * i)))],
                [],
                [.. Enumerable.Range(0, 11).Select(i => (0.05f * i, truth[2][5 * i] + MathF.Cos(7 * i)))],
            ],
            Methods = methods,
        };
    }

    /// <summary>All methods, some close to each other.</summary>
    public static ComparedMethod[] Methods()
    {
        double[] errors = [1.4, -1.3, 0.31, 0.33, -0.32, 0.32, 0.9, 0.3, 8.4];
        double[] times = [0.011, 0.4, 3.2, 5.5, 1.4, 0.043, 0.022, 900, 0.02];
        return [.. MethodNames.Select((name, m) => Method(name, errors[m], times[m]))];
    }

    /// <summary>One method, whose analysis starts with an error; not a number makes its series so too.</summary>
    public static ComparedMethod Method(string name, double error, double runtimeMs)
    {
        float[][] truth = Trajectory(0), estimate = Trajectory(error);
        double Rmse(int t) => Math.Sqrt(Enumerable.Range(0, 3).Average(c => Math.Pow(truth[c][t] - estimate[c][t], 2)));
        return new()
        {
            Name = name,
            Estimate = estimate,
            RmseTrace = [.. Enumerable.Range(0, States).Select(t => (float)Rmse(t))],
            RuntimeMs = runtimeMs,
            RmseAssim = Math.Abs(error),
            RmseTotal = Enumerable.Range(0, States).Average(Rmse),
            RmseAssimInterval = (0.9 * Math.Abs(error), 1.1 * Math.Abs(error)),
        };
    }

    /// <summary>Quantities of which every fifth has too narrow a posterior.</summary>
    public static CalibrationReport Calibration(int quantities) => Report(
        [.. Enumerable.Range(0, quantities).Select(q => Quantity($"{"xyz"[q % 3]} at t = {q / 3}", q, q % 5 == 4))],
        [Coverage("amortized", 0), Coverage("linear", -0.12)]);

    /// <summary>A report of quantities and coverage, and of nothing else.</summary>
    public static CalibrationReport Report(QuantityCalibration[] quantities, CoverageCurve[] coverage) => new()
    {
        Method = "amortized",
        Problems = 2000,
        Unusable = 0,
        Samples = 99,
        Gates = [],
        Quantities = quantities,
        Coverage = coverage,
    };

    private static CoverageCurve Coverage(string name, double excess)
    {
        double[] levels = [.. Enumerable.Range(1, 9).Select(i => 0.1 * i)];
        return new(name, levels, [.. levels.Select(p => new MeanEstimate(p + 4 * excess * p * (1 - p), 0.01))]);
    }

    /// <summary>A quantity with so many z-scores and contractions.</summary>
    public static QuantityCalibration Quantity(string name, int seed, bool narrow, int scores = 500)
    {
        const int bins = 20;
        double[] points = [.. Enumerable.Range(0, 101).Select(i => i / 100.0)];
        double[] half = [.. points.Select(p => 0.068 * Math.Sqrt(p * (1 - p)))];
        double size = narrow ? 0.06 : 0.012;
        Random random = new(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return new()
        {
            Name = name,
            Ecdf = new(points, [.. points.Select(p => size * Math.Sin(2 * Math.PI * p))], [.. half.Select(h => -h)], half),
            Histogram = new(
                [.. Enumerable.Range(0, bins).Select(
                    b => Math.Max(0, 100 + (int)(10 * Normal() + (narrow ? 24 * Math.Abs(b - 9.5) - 120 : 0))))],
                100, new Interval(81, 120), default),
            Ranks = [],
            Verdict = narrow ? GateVerdict.FailOverConfident : GateVerdict.Pass,
            ZScores = [.. Enumerable.Range(0, scores).Select(_ => (narrow ? 2 : 1) * Normal())],
            Contractions = [.. Enumerable.Range(0, scores).Select(_ => 1 - Math.Exp(-1.5 - 0.4 * seed + 0.4 * Normal()))],
        };
    }

    /// <summary>Lorenz-63 from a point on its attractor, off by the error in each component.</summary>
    private static float[][] Trajectory(double error)
    {
        float[][] states = [new float[States], new float[States], new float[States]];
        (double x, double y, double z) = (-8 + error, -9 + error, 25 - error);
        const double step = 0.001;
        for (int t = 0; t < States; t++)
        {
            (states[0][t], states[1][t], states[2][t]) = ((float)x, (float)y, (float)z);
            for (int i = 0; i < 10; i++)
                (x, y, z) = (x + step * 10 * (y - x), y + step * (x * (28 - z) - y), z + step * (x * y - 8.0 / 3 * z));
        }

        return states;
    }
}
