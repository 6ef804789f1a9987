using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

/// <summary>More, Garbow and Hillstrom 1981, section 3: formulas, starts and minima, under their numbers there.</summary>
internal static class StandardProblems
{
    private static readonly double[] BardData =
        [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39];

    private static readonly double[] GaussianData =
        [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521, 0.2420, 0.1295, 0.0540, 0.0175, 0.0044, 0.0009];

    private static readonly double[] KowalikData =
        [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246];

    private static readonly double[] KowalikTimes = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625];

    public static IReadOnlyDictionary<string, StandardProblem> All { get; } = new Dictionary<string, StandardProblem>
    {
        ["1 Rosenbrock"] = new([-1.2, 1], 2, x => [10 * (x[1] - (x[0] * x[0])), 1 - x[0]], 0, [1, 1]),
        ["2 Freudenstein and Roth"] = new(
            [0.5, -2], 2,
            x =>
            [
                x[0] - 13 + ((((5 - x[1]) * x[1]) - 2) * x[1]),
                x[0] - 29 + ((((x[1] + 1) * x[1]) - 14) * x[1]),
            ],
            48.9842, [11.41, -0.8968], 5e-3),
        ["5 Beale"] = new(
            [1, 1], 3,
            x =>
            [
                1.5 - (x[0] * (1 - x[1])), 2.25 - (x[0] * (1 - (x[1] * x[1]))), 2.625 - (x[0] * (1 - (x[1] * x[1] * x[1]))),
            ],
            0, [3, 0.5]),
        ["6 Jennrich and Sampson"] = new(
            [0.3, 0.4], 10, x => Each(10, i => 2 + (2 * i) - (Dual.Exp(i * x[0]) + Dual.Exp(i * x[1]))),
            124.362, [0.2578, 0.2578], 5e-5),
        ["7 Helical valley"] = new(
            [-1, 0, 0], 3,
            x =>
            [
                10 * (x[2] - (10 / Math.Tau * Dual.Atan2(x[1], x[0]))),
                10 * (Dual.Sqrt((x[0] * x[0]) + (x[1] * x[1])) - 1),
                x[2],
            ],
            0, [1, 0, 0]),
        ["8 Bard"] = new(
            [1, 1, 1], 15,
            x => Each(15, i => BardData[i - 1] - (x[0] + (i / (((16 - i) * x[1]) + (Math.Min(i, 16 - i) * x[2]))))), 8.21487e-3),
        ["9 Gaussian"] = new(
            [0.4, 1, 0], 15,
            x => Each(15, i =>
            {
                Dual from = ((8 - i) / 2.0) - x[2];
                return (x[0] * Dual.Exp(0 - (x[1] * from * from / 2))) - GaussianData[i - 1];
            }),
            1.12793e-8),
        ["13 Powell singular"] = new(
            [3, -1, 0, 1], 4,
            x =>
            [
                x[0] + (10 * x[1]), Math.Sqrt(5) * (x[2] - x[3]), (x[1] - (2 * x[2])) * (x[1] - (2 * x[2])),
                Math.Sqrt(10) * (x[0] - x[3]) * (x[0] - x[3]),
            ],
            0, [0, 0, 0, 0], 1e-2),
        ["14 Wood"] = new(
            [-3, -1, -3, -1], 6,
            x =>
            [
                10 * (x[1] - (x[0] * x[0])), 1 - x[0], Math.Sqrt(90) * (x[3] - (x[2] * x[2])), 1 - x[2],
                Math.Sqrt(10) * (x[1] + x[3] - 2), (x[1] - x[3]) / Math.Sqrt(10),
            ],
            0, [1, 1, 1, 1]),
        ["15 Kowalik and Osborne"] = new(
            [0.25, 0.39, 0.415, 0.39], 11,
            x => Each(11, i =>
            {
                double t = KowalikTimes[i - 1];
                return KowalikData[i - 1] - (x[0] * ((t * t) + (t * x[1])) / ((t * t) + (t * x[2]) + x[3]));
            }),
            3.07505e-4),
        ["16 Brown and Dennis"] = new(
            [25, 5, -5, -1], 20,
            x => Each(20, i =>
            {
                double t = i / 5.0;
                Dual u = x[0] + (t * x[1]) - Math.Exp(t), v = x[2] + (x[3] * Math.Sin(t)) - Math.Cos(t);
                return (u * u) + (v * v);
            }),
            85822.2),
        ["21 Extended Rosenbrock, 20"] = new(
            [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? -1.2 : 1)], 20,
            x => Each(20, i => i % 2 == 1 ? 10 * (x[i] - (x[i - 1] * x[i - 1])) : 1 - x[i - 2]),
            0, [.. Enumerable.Repeat(1.0, 20)]),
        ["23 Penalty I, 10"] = new(
            [.. Enumerable.Range(1, 10).Select(i => (double)i)], 11,
            x => Each(11, i => i <= 10
                ? Math.Sqrt(1e-5) * (x[i - 1] - 1)
                : x.Aggregate((Dual)0, (sum, xi) => sum + (xi * xi)) - 0.25),
            7.08765e-5),
        ["25 Variably dimensioned, 10"] = new(
            [.. Enumerable.Range(1, 10).Select(i => 1 - (i / 10.0))], 12,
            x =>
            {
                Dual sum = Enumerable.Range(1, 10).Aggregate((Dual)0, (s, j) => s + (j * (x[j - 1] - 1)));
                return [.. x.Select(xi => xi - 1), sum, sum * sum];
            },
            0, [.. Enumerable.Repeat(1.0, 10)]),
        ["30 Broyden tridiagonal, 20"] = new(
            [.. Enumerable.Repeat(-1.0, 20)], 20,
            x => Each(20, i => ((3 - (2 * x[i - 1])) * x[i - 1]) - (i > 1 ? x[i - 2] : 0) - (2 * (i < 20 ? x[i] : 0)) + 1), 0),
        ["32 Linear of full rank, 5"] = new(
            [1, 1, 1, 1, 1], 10,
            x =>
            {
                Dual sum = x.Aggregate((Dual)0, (s, xi) => s + xi);
                return Each(10, i => (i <= 5 ? x[i - 1] : 0) - (2 * sum / 10) - 1);
            },
            5, [-1, -1, -1, -1, -1]),
    };

    private static Dual[] Each(int count, Func<int, Dual> residual) => [.. Enumerable.Range(1, count).Select(residual)];
}
