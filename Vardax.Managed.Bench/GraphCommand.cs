using Vardax.Managed.Bench.Compare;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Bench;

/// <summary>
/// <c>graph</c>: systems from expressions beside the hand-written Lorenz-63, and Lorenz-96 beside the machine's multiply-adds, in one
/// run. Contestants take turns, and each is shown by its best time.
/// </summary>
internal static class GraphCommand
{
    private const int Repetitions = 25, Steps = 100, Sites = 40, Calls = 1000;

    // Of one site in an RK4 step: x' has 4 operations a stage, 4 of them; 3 points of stages and 4 slopes, a product and a sum each.
    private const int SiteOperations = (4 * 4) + (3 * 2) + (4 * 2);

    public static int Run()
    {
        var hand = new Lorenz63();
        var graph = new DynamicalSystem("Lorenz-63", ["x", "y", "z"],
            x => [10 * (x[1] - x[0]), x[0] * (28 - x[2]) - x[1], x[0] * x[1] - 8.0 / 3 * x[2]]);
        foreach (int members in (int[])[128, 256, 1024, 16_384])
            Ensemble(hand.SinglePrecision, graph.SinglePrecision, members);
        float[] start = [1.5f, -1.5f, 25], states = new float[3 * 950];
        Beside("Lorenz-63, one trajectory of 950 steps", () => hand.SinglePrecision.Integrate(start, 0.01f, states),
            () => graph.SinglePrecision.Integrate(start, 0.01f, states));
        double[] x = [1.5, -1.5, 25];
        foreach (int columns in (int[])[4, 16, 64])
        {
            double[] directions = new double[3 * columns];
            // A call is shorter than the clock can tell.
            Action Often(Action call) => () =>
            {
                for (int i = 0; i < Calls; i++)
                    call();
            };
            Beside($"Lorenz-63, {Calls} tangents of {columns} columns, double",
                Often(() => hand.DoublePrecision.TangentStep(x, 0.01, directions, columns)),
                Often(() => graph.DoublePrecision.TangentStep(x, 0.01, directions, columns)));
            Beside($"Lorenz-63, {Calls} adjoints of {columns} columns, double",
                Often(() => hand.DoublePrecision.AdjointStep(x, 0.01, directions, columns)),
                Often(() => graph.DoublePrecision.AdjointStep(x, 0.01, directions, columns)));
        }

        Lattice();
        return 0;
    }

    private static void Ensemble(IPropagator<float> hand, IPropagator<float> graph, int members)
    {
        float[] initial = new float[3 * members], ensemble = new float[3 * members];
        RandomDraws.Normal(RandomKey.FromSeed(0), initial);
        Action From(Action step) => () =>
        {
            // From the same states each time: the attractor, never the origin or infinity.
            initial.CopyTo(ensemble, 0);
            step();
        };
        Beside($"Lorenz-63, {members:N0} members, {Steps} steps",
            From(() => hand.IntegrateEnsemble(ensemble, members, 0.01f, Steps)),
            From(() => graph.IntegrateEnsemble(ensemble, members, 0.01f, Steps)),
            From(() => Lorenz63Source.Step(ensemble, members, 0.01f, Steps)));
    }

    private static void Lattice()
    {
        Peaks peaks = Peaks.Measure(Repetitions);
        var lattice = new DynamicalSystem("Lorenz-96", [$"x[{Sites}]"],
            x => [(x[0].Shift(1) - x[0].Shift(-2)) * x[0].Shift(-1) - x[0] + 8]);
        foreach (int members in (int[])[8, 128, 1024])
        {
            float[] initial = new float[Sites * members], ensemble = new float[Sites * members];
            RandomDraws.Normal(RandomKey.FromSeed(0), initial);
            double seconds = Interleaved.MeasureCalls(Repetitions, () =>
            {
                initial.CopyTo(ensemble, 0);
                lattice.SinglePrecision.IntegrateEnsemble(ensemble, members, 0.01f, Steps);
            })[0].Best / ((double)members * Steps);
            Console.WriteLine(FormattableString.Invariant(
                $"Lorenz-96, {Sites} sites, {members:N0} members: {1e9 * seconds:0} ns a step of a member, ")
                + FormattableString.Invariant($"{Sites * SiteOperations / seconds / peaks.OneCore:P1} of one core's multiply-add bound"));
        }
    }

    private static void Beside(string what, Action hand, params Action[] others)
    {
        Timings[] times = Interleaved.MeasureCalls(Repetitions, [hand, .. others]);
        string ratios = string.Join(", ", times.Skip(1).Zip((string[])["graph", "emitted C#"], (time, name) =>
            FormattableString.Invariant($"{name} {1e6 * time.Best:0.00} us = {time.Best / times[0].Best:0.00} x")));
        Console.WriteLine(FormattableString.Invariant($"{what}: hand-written {1e6 * times[0].Best:0.00} us, {ratios}"));
    }
}
