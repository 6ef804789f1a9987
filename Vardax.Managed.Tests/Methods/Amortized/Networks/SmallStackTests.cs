using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Networks;

public sealed class SmallStackTests
{
    /// <summary>n^2 doubles of this n are three times the stack, and what would stand there ends the process.</summary>
    [Fact]
    public void A_large_model_is_analysed_on_a_small_stack()
    {
        const int N = 250, Stack = 160 * 1024;
        var model = new MatrixModel(N, [.. Enumerable.Range(0, N * N).Select(i => i % (N + 1) == 0 ? 0.9 : 0)]);
        var settings = new ProblemSettings
        {
            Model = model, Initial = InitialDistribution.Normal(new double[N], 1), BurnInSteps = 0, WindowSteps = 1, TotalSteps = 1,
            Observing = ObservingSystem.OfComponents(model, components: [0, 1]),
        };
        ControlDensity posterior = ControlDensity.Create(settings,
            new AmortizedConfig { Head = HeadType.Control, LatentSize = 2, HiddenSize = 2, Depth = 1 },
            ControlStandardization.Estimate(new ProblemGenerator(settings), RandomKey.FromSeed(1), 2 * N), RandomKey.FromSeed(2));
        var analysis = new ControlAnalysis(posterior);
        ObservedWindow window = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(3));
        float[] mean = new float[2 * N], std = new float[2 * N];
        bool Calls()
        {
            double[] first = Array.ConvertAll(mean[..N], m => (double)m);
            return analysis.Analyze(window, mean, std).IsUsable
                & analysis.Sample(window, RandomKey.FromSeed(4), new float[4 * N]).IsUsable
                & analysis.LogProb(window, mean, new double[1]).IsUsable
                & analysis.TryWhiten(first, new double[4 * N], new double[N]);
        }

        // Compiled on a stack of the usual size.
        Assert.True(Calls());
        bool usable = false;
        var thread = new Thread(() => usable = Calls(), Stack);
        thread.Start();
        thread.Join();
        Assert.True(usable);
    }
}
