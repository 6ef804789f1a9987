using System.Numerics;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Bench.Compare;

/// <summary>Ensembles of Lorenz-63 under RK4 on one core, against what the floating-point pipes can do.</summary>
internal static class EnsembleRows
{
    // Vector operations of one step, counted in Lorenz63Propagator.Stepper.Step (a negated addend is part of its multiply-add):
    //   a slope: 2 subtractions (y - x, rho - z), 2 products (sigma, -beta z), 2 multiply-adds; four slopes     8 + 8 + 8
    //   stage points 2, 3 and 4: 3 multiply-adds each                                                            9
    //   the sum of slopes: 3 multiply-adds, twice; then 3 additions                                              9
    //   the new state: 3 multiply-adds                                                                           3
    // Products and multiply-adds: 8 + 8 + 9 + 6 + 3 = 34; additions: 8 + 3 = 11. Products run on two pipes a core; additions share
    // them on some x64 cores (45 / 2 = 22.5 cycles a step of one vector) and have two pipes of their own on AMD's Zen
    // (34 / 2 = 17 cycles). The floor is the smaller one; the note gives the share of the other one too. The cycle rate is that
    // of the measured multiply-add peak, two a cycle.
    private const int Products = 34, Additions = 11;
    private const int Steps = 1000;

    public static IEnumerable<Row> Measure(Comparison comparison)
    {
        IPropagator<float> model = new Lorenz63().SinglePrecision;
        foreach (int members in (int[])[128, 1024, 16_384])
        {
            float[] initial = new float[3 * members], ensemble = new float[3 * members];
            RandomDraws.Normal(RandomKey.FromSeed(0), initial);
            RequireSingleStates(model, initial, members);
            Func<double> ours = Interleaved.PerCall(() =>
            {
                // From the same states each time: the attractor, never the origin or infinity.
                initial.CopyTo(ensemble, 0);
                model.IntegrateEnsemble(ensemble, members, 0.01f, Steps);
            });
            Timings time = Interleaved.Measure(comparison.Options.Repetitions, ours)[0];
            double memberSteps = (double)members * Steps;
            double vectorRate = comparison.Peaks.CycleRate * Vector<float>.Count;
            double floor = memberSteps * Products / 2 / vectorRate;
            double shared = memberSteps * (Products + Additions) / 2 / vectorRate;
            yield return new Row($"Ensemble RK4, {members:N0} members, {Steps:N0} steps, 1 core")
            {
                Ours = time, Floor = floor,
                Note = $"{Quantity.Number(memberSteps / time.Best / 1e9)} G member-steps/s; "
                    + $"floor: {Products} products on two pipes; "
                    + $"with the {Additions} additions on the same two, ours / floor {Quantity.Number(time.Best / shared)}",
            };
        }
    }

    /// <summary>The members are those of single trajectories, to the bit.</summary>
    private static void RequireSingleStates(IPropagator<float> model, float[] initial, int members)
    {
        var ensemble = (float[])initial.Clone();
        model.IntegrateEnsemble(ensemble, members, 0.01f, 10);
        var single = new float[30];
        int last = members - 1;
        model.Integrate([initial[last], initial[members + last], initial[(2 * members) + last]], 0.01f, single);
        float[] found = [ensemble[last], ensemble[members + last], ensemble[(2 * members) + last]];
        Agreement.Require("ensemble", Agreement.Difference(single.AsSpan(27), found));
    }
}
