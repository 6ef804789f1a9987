using Vardax.Managed.Dynamics;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Bench.Compare;

/// <summary>
/// Systems from expressions, and the C# that they emit, beside the hand-written Lorenz-63; Lorenz-96 beside the multiply-add peak.
/// </summary>
internal static class SystemRows
{
    private const int Steps = 100, Sites = 40;

    // Of one site in an RK4 step: x' has 4 operations a stage, 4 of them; 3 points of stages and 4 slopes, a product and a sum each.
    private const int SiteOperations = (4 * 4) + (3 * 2) + (4 * 2);

    public static IEnumerable<Row> Measure(Comparison comparison)
    {
        int repetitions = comparison.Options.Repetitions;
        var hand = new Lorenz63();
        var graph = new DynamicalSystem("Lorenz-63", ["x", "y", "z"],
            x => [10 * (x[1] - x[0]), x[0] * (28 - x[2]) - x[1], x[0] * x[1] - 8.0 / 3 * x[2]]);
        foreach (int members in (int[])[128, 256, 1024, 16_384])
        {
            float[] ensemble = new float[3 * members];
            string what = $"Lorenz-63, {members:N0} members, {Steps} steps";
            Timings[] times = Interleaved.MeasureCalls(repetitions,
                From(ensemble, () => graph.SinglePrecision.IntegrateEnsemble(ensemble, members, 0.01f, Steps)),
                From(ensemble, () => Lorenz63Source.Step(ensemble, members, 0.01f, Steps)),
                From(ensemble, () => hand.SinglePrecision.IntegrateEnsemble(ensemble, members, 0.01f, Steps)));
            yield return Beside($"{what}, graph", times[0], times[2]);
            yield return Beside($"{what}, emitted C#", times[1], times[2]);
        }

        float[] start = [1.5f, -1.5f, 25], states = new float[3 * 950];
        Timings[] single = Interleaved.MeasureCalls(repetitions, () => graph.SinglePrecision.Integrate(start, 0.01f, states),
            () => hand.SinglePrecision.Integrate(start, 0.01f, states));
        yield return Beside("Lorenz-63, one trajectory of 950 steps, graph", single[0], single[1]);
        double[] x = [1.5, -1.5, 25];
        foreach (int columns in (int[])[4, 16, 64])
        {
            double[] directions = new double[3 * columns];
            Timings[] times = Interleaved.MeasureCalls(repetitions,
                () => graph.DoublePrecision.TangentStep(x, 0.01, directions, columns),
                () => hand.DoublePrecision.TangentStep(x, 0.01, directions, columns),
                () => graph.DoublePrecision.AdjointStep(x, 0.01, directions, columns),
                () => hand.DoublePrecision.AdjointStep(x, 0.01, directions, columns));
            yield return Beside($"Lorenz-63, tangent of {columns} columns, double, graph", times[0], times[1]);
            yield return Beside($"Lorenz-63, adjoint of {columns} columns, double, graph", times[2], times[3]);
        }

        var lattice = new DynamicalSystem("Lorenz-96", [$"x[{Sites}]"],
            x => [(x[0].Shift(1) - x[0].Shift(-2)) * x[0].Shift(-1) - x[0] + 8]);
        foreach (int members in (int[])[8, 128, 1024])
        {
            float[] ensemble = new float[Sites * members];
            Timings time = Interleaved.MeasureCalls(repetitions, From(ensemble,
                () => lattice.SinglePrecision.IntegrateEnsemble(ensemble, members, 0.01f, Steps)))[0];
            double memberSteps = (double)members * Steps;
            yield return new Row($"Lorenz-96, {Sites} sites, {members:N0} members, {Steps} steps, graph")
            {
                Ours = time, Floor = memberSteps * Sites * SiteOperations / comparison.Peaks.OneCore,
                Note = $"{Quantity.Number(1e9 * time.Best / memberSteps)} ns a step of a member; floor: operations at measured peak",
            };
        }
    }

    private static Row Beside(string what, Timings ours, Timings hand) =>
        new(what) { Ours = ours, Peer = "hand-written", PeerTime = hand };

    /// <summary>The step from the same states each time: the attractor, never the origin or infinity.</summary>
    private static Action From(float[] ensemble, Action step)
    {
        var initial = new float[ensemble.Length];
        RandomDraws.Normal(RandomKey.FromSeed(0), initial);
        return () =>
        {
            initial.CopyTo(ensemble, 0);
            step();
        };
    }
}
