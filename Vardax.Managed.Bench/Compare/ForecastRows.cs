using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Compare;

/// <summary>An analysis and the 950-step forecast after it, as the method runner times them.</summary>
internal static class ForecastRows
{
    // The longest chain of dependent operations in one RK4 step of Lorenz-63, counted in Lorenz63Propagator.Stepper:
    // a slope is a subtraction and a multiply-add (rho - z, then x (rho - z) - y): four times 3 + 4 cycles; a stage point is a
    // multiply-add from the slope: three times 4; the last slope is added to the sum and multiplied in: 3 + 4. Latencies are
    // those of AMD's Zen 2 to 4 (and Intel's since Alder Lake): addition 3 cycles, multiply-add 4.
    private const int ChainCycles = (4 * (3 + 4)) + (3 * 4) + 3 + 4;

    public static IEnumerable<Row> Measure(Comparison comparison)
    {
        var analysis = new AmortizedAnalysis(comparison.Work.CreatePosterior());
        AssimilationProblem problem = comparison.Work.Problem;
        int steps = problem.Settings.TotalSteps - problem.Settings.WindowSteps;
        Timings[] times = Interleaved.Measure(
            40 * comparison.Options.Repetitions, () => MethodRunner.Run(analysis, problem).RuntimeMs / 1e3);
        yield return new Row($"Analysis and {steps}-step forecast (runtime_ms)")
        {
            Ours = times[0], Floor = steps * ChainCycles / comparison.Peaks.CycleRate,
            Note = $"floor: the forecast's chain of dependent operations alone, {ChainCycles} cycles a step",
        };
    }
}
