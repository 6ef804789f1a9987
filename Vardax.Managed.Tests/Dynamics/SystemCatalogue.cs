using Vardax.Managed.Dynamics;
using static Vardax.Managed.Expressions.Functions;

namespace Vardax.Managed.Tests.Dynamics;

/// <summary>Systems of every kind, a state of each, and their steps in plain code.</summary>
internal static class SystemCatalogue
{
    public static Dictionary<string, (Func<DynamicalSystem> Create, double[] State, double Dt)> Systems { get; } = new()
    {
        ["pendulum"] = (Pendulum, [0.7, -1.2], 0.05),
        ["pendulum-euler"] = (() => Pendulum(ButcherTableau.Euler), [0.7, -1.2], 0.01),
        ["pendulum-midpoint"] = (() => Pendulum(ButcherTableau.Midpoint), [0.7, -1.2], 0.01),
        ["lorenz63"] = (Lorenz63, [3, -7, 31], 0.01),
        ["lorenz96"] = (Lorenz96, [.. Lattice(40)], 0.01),
        ["lorenz96-unknown"] = (Lorenz96Unknown, [.. Lattice(6), 8], 0.01),
        ["lynx"] = (LynxAndHare, [30, 4, 0.5, 0.025, 0.8, 0.024], 0.05),
        ["forced"] = (() => Forced(3), [1, 0.5, 4], 0.1),
        ["mixed"] = (Mixed, [1, 0.4, 0.5, 0.6, 0.7], 0.02),
        ["map"] = (Map, [0.3, 0.2], 1),
        ["exchange"] = (Exchange, [0.3, 0.2, 1, 2, 3, 4], 1),
    };

    public static DynamicalSystem Pendulum() => Pendulum(ButcherTableau.RungeKutta4);

    public static DynamicalSystem Lorenz63() => new("lorenz", ["x", "y", "z"],
        x => [x["sigma"] * (x[1] - x[0]), x[0] * (x["rho"] - x[2]) - x[1], x[0] * x[1] - x["beta"] * x[2]],
        new DynamicalSystemOptions { Constants = new Dictionary<string, double> { ["sigma"] = 10, ["rho"] = 28, ["beta"] = 8.0 / 3 } });

    public static DynamicalSystem Lorenz96() => new("lattice", ["x[40]"],
        x => [(x[0].Shift(1) - x[0].Shift(-2)) * x[0].Shift(-1) - x[0] + 8]);

    public static DynamicalSystem Lorenz96Text() => new("lattice", ["x[40]"],
        x => [x.Parse("(x[i+1] - x[i-2]) * x[i-1] - x[i] + F", 40)],
        new DynamicalSystemOptions { Constants = new Dictionary<string, double> { ["F"] = 8 } });

    public static DynamicalSystem Lorenz96Unknown() => new("lattice", ["x[6]"],
        x => [x.Parse("(x[i+1] - x[i-2]) * x[i-1] - x[i] + F", 6)], new DynamicalSystemOptions { Unknowns = ["F"] });

    public static DynamicalSystem LynxAndHare() => new("Lynx and hare", ["hare", "lynx"],
        x => [x.Parse("(alpha - beta * lynx) * hare"), x.Parse("(delta * hare - gamma) * lynx")],
        new DynamicalSystemOptions { Unknowns = ["alpha", "beta", "gamma", "delta"] });

    public static DynamicalSystem Forced(int substeps) => new("forced", ["u", "v"],
        x => [x.Parse("v"), x.Parse("-u - 0.1 * v + 0.5 * cos(1.2 * t)")],
        new DynamicalSystemOptions { NominalStep = 0.1, Substeps = substeps });

    /// <summary>A scalar and a family that see each other, single sites included.</summary>
    public static DynamicalSystem Mixed() => new("mixed", ["s", "x[4]"], x =>
    [
        -x[0] + x[1][2] * x[1][0],
        Tanh(x[1].Shift(1)) - x[0] * x[1] + x[1][3],
    ]);

    public static DynamicalSystem Map() => new("henon", ["x", "y"], x => [1 - 1.4 * x[0] * x[0] + x[1], 0.3 * x[0]],
        new DynamicalSystemOptions { IsMap = true });

    /// <summary>A map whose next state is the old one in other places, and once more than that.</summary>
    public static DynamicalSystem Exchange() => new("exchange", ["x", "y", "z[3]", "w"],
        x => [x[1], x[0], x[2].Shift(1), x[0] * x[2][0]], new DynamicalSystemOptions { IsMap = true });

    public static double[] PlainStep(string name, double[] state, double dt) => name switch
    {
        "pendulum" => RungeKutta4(state, dt, PendulumField),
        "pendulum-euler" => [.. state.Zip(PendulumField(state, 0), (x, k) => x + dt * k)],
        "pendulum-midpoint" => [.. state.Zip(PendulumField([.. state.Zip(PendulumField(state, 0), (x, k) => x + dt / 2 * k)], 0),
            (x, k) => x + dt * k)],
        "lorenz63" => RungeKutta4(state, dt, (x, _) =>
            [10 * (x[1] - x[0]), x[0] * (28 - x[2]) - x[1], x[0] * x[1] - 8.0 / 3 * x[2]]),
        "lorenz96" => RungeKutta4(state, dt, (x, _) => LatticeField(x, 40, 8)),
        "lorenz96-unknown" => RungeKutta4(state, dt, (x, _) => [.. LatticeField(x, 6, x[6]), 0]),
        "lynx" => RungeKutta4(state, dt, (x, _) =>
            [(x[2] - x[3] * x[1]) * x[0], (x[5] * x[0] - x[4]) * x[1], 0, 0, 0, 0]),
        "forced" => Enumerable.Range(0, 3).Aggregate(state, (x, substep) => RungeKutta4(x, dt / 3, (y, t) =>
            [y[1], -y[0] - 0.1 * y[1] + 0.5 * Math.Cos(1.2 * (state[2] * 0.1 + substep * dt / 3 + t)), 1 / 0.1])),
        "mixed" => RungeKutta4(state, dt, (x, _) =>
        [
            -x[0] + x[3] * x[1],
            .. Enumerable.Range(0, 4).Select(i => Math.Tanh(x[1 + (i + 1) % 4]) - x[0] * x[1 + i] + x[4]),
        ]),
        "map" => [1 - 1.4 * state[0] * state[0] + state[1], 0.3 * state[0]],
        "exchange" => [state[1], state[0], state[3], state[4], state[2], state[0] * state[2]],
        _ => throw new ArgumentException(name),
    };

    private static DynamicalSystem Pendulum(ButcherTableau scheme) => new("pendulum", ["angle", "rate"],
        x => [x[1], -9.81 * Sin(x[0]) - 0.2 * x[1]], new DynamicalSystemOptions { Scheme = scheme });

    private static double[] PendulumField(double[] x, double t) => [x[1], -9.81 * Math.Sin(x[0]) - 0.2 * x[1]];

    private static IEnumerable<double> Lattice(int sites) => Enumerable.Range(0, sites).Select(i => 3 + 4 * Math.Sin(1.7 * i));

    private static double[] LatticeField(double[] x, int n, double forcing) =>
        [.. Enumerable.Range(0, n).Select(i => (x[(i + 1) % n] - x[(i + n - 2) % n]) * x[(i + n - 1) % n] - x[i] + forcing)];

    private static double[] RungeKutta4(double[] x, double dt, Func<double[], double, double[]> f)
    {
        double[] Along(double[] k, double h) => [.. x.Zip(k, (a, b) => a + h * b)];
        double[] k1 = f(x, 0), k2 = f(Along(k1, dt / 2), dt / 2), k3 = f(Along(k2, dt / 2), dt / 2), k4 = f(Along(k3, dt), dt);
        return [.. x.Select((a, i) => a + dt / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]))];
    }
}
