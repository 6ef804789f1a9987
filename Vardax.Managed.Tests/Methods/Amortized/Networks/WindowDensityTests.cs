using Vardax.Managed.Assimilation;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Networks;

public sealed class WindowDensityTests
{
    private const int Entries = SmallPosterior.Entries;

    public static TheoryData<bool> Standardized => [false, true];

    [Theory]
    [MemberData(nameof(Standardized))]
    public void A_window_has_the_same_bits_in_every_batch(bool standardize)
    {
        WindowDensity posterior = SmallPosterior.Create(standardize);
        const int rows = 23;
        (float[] y, float[] mask, _) = SmallPosterior.Batch(rows);
        (float[] mean, float[] std) = Predict(posterior, y, mask, rows);
        for (int row = 0; row < rows; row++)
        {
            Range window = (row * Entries)..((row + 1) * Entries);
            (float[] oneMean, float[] oneStd) = Predict(posterior, y[window], mask[window], capacity: 1 + (row % 3));
            BitwiseAssert.Equal<float>(oneMean, mean.AsSpan(window), $"mean {row}");
            BitwiseAssert.Equal<float>(oneStd, std.AsSpan(window), $"std {row}");
        }

        Assert.All(std, s => Assert.True(s > 0));
    }

    [Theory]
    [InlineData(Activation.Relu, false)]
    [InlineData(Activation.Silu, false)]
    [InlineData(Activation.Tanh, false)]
    [InlineData(Activation.Relu, true)]
    public void Without_a_tape_the_network_is_the_recorded_one(Activation activation, bool identityEncoder)
    {
        // In physical units a prediction is the network's output: check the density it implies against the tape's.
        WindowDensity posterior = identityEncoder
            ? WindowDensity.Create(
                new IdentityObsEncoder(Entries), SmallPosterior.Config, new Standardization(Entries), RandomKey.FromSeed(3))
            : SmallPosterior.Create(standardize: false, activation);
        const int rows = 5;
        (float[] y, float[] mask, float[] x) = SmallPosterior.Batch(rows);
        var logDensities = new double[rows];
        posterior.LogProb(y, mask, x, logDensities, posterior.CreateWorkspace(rows));
        double[] expected = NetworkLoss(posterior, y, mask, x, rows);
        for (int row = 0; row < rows; row++)
            CloseAssert.Relative(-expected[row], logDensities[row], 1e-5, $"row {row}");
    }

    [Theory]
    [MemberData(nameof(Standardized))]
    public void The_log_density_is_the_closed_form_of_the_prediction(bool standardize)
    {
        WindowDensity posterior = SmallPosterior.Create(standardize);
        const int rows = 6;
        (float[] y, float[] mask, float[] x) = SmallPosterior.Batch(rows);
        (float[] mean, float[] std) = Predict(posterior, y, mask, rows);
        var logDensities = new double[rows];
        posterior.LogProb(y, mask, x, logDensities, posterior.CreateWorkspace(rows));
        for (int row = 0; row < rows; row++)
        {
            double sum = 0, magnitude = 0;
            for (int i = row * Entries; i < (row + 1) * Entries; i++)
            {
                double z = ((double)x[i] - mean[i]) / std[i];
                sum -= (0.5 * z * z) + Math.Log(std[i]) + (0.5 * Math.Log(2 * Math.PI));
                magnitude += z * z;
            }

            CloseAssert.Absolute(sum, logDensities[row], 1e-6 * (Entries + magnitude), $"row {row}");
        }
    }

    [Fact]
    public void The_network_s_loss_and_the_log_density_differ_by_the_change_of_units()
    {
        WindowDensity posterior = SmallPosterior.Create(standardize: true);
        const int rows = 6;
        (float[] y, float[] mask, float[] x) = SmallPosterior.Batch(rows);
        var logDensities = new double[rows];
        posterior.LogProb(y, mask, x, logDensities, posterior.CreateWorkspace(rows));
        float[] states = [.. x], inputs = [.. y], scratch = new float[rows * posterior.Standardization.ScratchPerRow];
        posterior.Standardization.StandardizeStates(
            y, mask, states, scratch, posterior.Standardization.Linear?.CreateCompletion());
        posterior.Standardization.StandardizeObservations(y, mask, inputs);
        double[] loss = NetworkLoss(posterior, inputs, mask, states, rows);
        for (int row = 0; row < rows; row++)
            CloseAssert.Absolute(-logDensities[row], loss[row] + posterior.Standardization.LogScale, 1e-3, $"row {row}");
    }

    [Theory]
    [MemberData(nameof(Standardized))]
    public void A_sample_is_the_mean_and_so_many_deviations_as_its_key_draws(bool standardize)
    {
        WindowDensity posterior = SmallPosterior.Create(standardize);
        const int rows = 3, count = 4;
        (float[] y, float[] mask, _) = SmallPosterior.Batch(rows);
        (float[] mean, float[] std) = Predict(posterior, y, mask, rows);
        RandomKey key = RandomKey.FromSeed(2);
        float[] samples = new float[rows * count * Entries], z = new float[count * Entries];
        posterior.Sample(y, mask, key, samples, posterior.CreateWorkspace(rows));
        for (int row = 0; row < rows; row++)
        {
            RandomDraws.Normal(key.Split(rows)[row], z);
            for (int i = 0; i < z.Length; i++)
            {
                int entry = (row * Entries) + (i % Entries);
                double expected = mean[entry] + ((double)std[entry] * z[i]);
                double unit = Ulp.Of<float>(Math.Abs(mean[entry]) + Math.Abs(std[entry] * z[i]));
                CloseAssert.Absolute(expected, samples[(row * z.Length) + i], 2 * unit, $"row {row}, {i}");
            }
        }
    }

    [Fact]
    public void Samples_have_the_posterior_s_moments()
    {
        WindowDensity posterior = SmallPosterior.Create(standardize: true);
        const int count = 40_000;
        (float[] y, float[] mask, _) = SmallPosterior.Batch(1);
        (float[] mean, float[] std) = Predict(posterior, y, mask, 1);
        var samples = new float[count * Entries];
        posterior.Sample(y, mask, RandomKey.FromSeed(6), samples, posterior.CreateWorkspace());
        for (int e = 0; e < Entries; e++)
        {
            double[] z = [.. Enumerable.Range(0, count).Select(i => ((double)samples[(i * Entries) + e] - mean[e]) / std[e])];
            CloseAssert.Absolute(0, z.Average(), 4 / Math.Sqrt(count), $"mean {e}");
            CloseAssert.Absolute(1, z.Average(v => v * v), 4 * Math.Sqrt(2.0 / count), $"variance {e}");
        }
    }

    [Theory]
    [MemberData(nameof(Standardized))]
    public void After_the_first_call_nothing_is_allocated(bool standardize)
    {
        WindowDensity posterior = SmallPosterior.Create(standardize);
        const int rows = 7;
        (float[] y, float[] mask, float[] x) = SmallPosterior.Batch(rows);
        float[] mean = new float[y.Length], std = new float[y.Length], samples = new float[3 * y.Length];
        var logDensities = new double[rows];
        PosteriorWorkspace workspace = posterior.CreateWorkspace(rows);
        Assert.Equal(0, Allocation.AfterWarmUp(() => posterior.Predict(y, mask, mean, std, workspace)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => posterior.LogProb(y, mask, x, logDensities, workspace)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => posterior.Sample(y, mask, RandomKey.FromSeed(1), samples, workspace)));
    }

    [Fact]
    public void Threads_with_their_own_workspaces_do_not_disturb_each_other()
    {
        WindowDensity posterior = SmallPosterior.Create(standardize: true);
        const int rows = 8;
        (float[] y, float[] mask, _) = SmallPosterior.Batch(rows);
        (float[] expected, _) = Predict(posterior, y, mask, rows);
        var means = new float[64][];
        Parallel.For(0, means.Length, i => means[i] = Predict(posterior, y, mask, rows).Mean);
        Assert.All(means, mean => BitwiseAssert.Equal<float>(expected, mean));
    }

    [Fact]
    public void A_workspace_holds_nothing_over_from_call_to_call()
    {
        WindowDensity posterior = SmallPosterior.Create(standardize: true);
        (float[] y, float[] mask, _) = SmallPosterior.Batch(4);
        (float[] expected, _) = Predict(posterior, y[..Entries], mask[..Entries], 1);
        PosteriorWorkspace workspace = posterior.CreateWorkspace(4);
        float[] mean = new float[y.Length], std = new float[y.Length], samples = new float[2 * y.Length];
        posterior.Predict(y, mask, mean, std, workspace);
        posterior.Sample(y, mask, RandomKey.FromSeed(1), samples, workspace);
        posterior.Predict(
            y.AsSpan(0, Entries), mask.AsSpan(0, Entries), mean.AsSpan(0, Entries), std.AsSpan(0, Entries), workspace);
        BitwiseAssert.Equal<float>(expected, mean.AsSpan(0, Entries));
    }

    [Fact]
    public void With_outputs_of_zero_the_prediction_is_the_linear_estimate()
    {
        WindowDensity posterior = SmallPosterior.Create(standardize: true, zeroOutputs: true);
        AssimilationProblem problem = SmallPosterior.Generator.Generate(RandomKey.FromSeed(30));
        float[] mean = new float[Entries], std = new float[Entries], linear = new float[Entries], error = new float[Entries];
        Assert.Equal(AnalysisStatus.Ok, new AmortizedAnalysis(posterior).Analyze(problem, mean, std));
        SmallPosterior.Prior.Linear.Analyze(problem, linear, error);
        Assert.Equal(linear, mean);
        for (int i = 0; i < Entries; i++)
            CloseAssert.Relative(error[i], std[i], 1e-6);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        WindowDensity posterior = SmallPosterior.Create(standardize: false);
        float[] one = new float[Entries], two = new float[2 * Entries], odd = new float[Entries + 1];
        PosteriorWorkspace workspace = posterior.CreateWorkspace();
        Refuses.Argument("observations", () => posterior.Predict(odd, odd, odd, odd, workspace));
        Refuses.Argument("observations", () => posterior.Predict([], [], [], [], workspace));
        Refuses.Argument("mask", () => posterior.Predict(one, odd, one, one, workspace));
        Refuses.Argument("mean", () => posterior.Predict(one, one, odd, one, workspace));
        Refuses.Argument("standardDeviation", () => posterior.Predict(one, one, one, two, workspace));
        Refuses.Argument("workspace", () => posterior.Predict(two, two, two, two, workspace));
        Refuses.Argument("workspace", () => posterior.Predict(one, one, one, one, null!));
        Refuses.Argument("states", () => posterior.LogProb(one, one, odd, new double[1], workspace));
        Refuses.Argument("logDensities", () => posterior.LogProb(one, one, one, new double[2], workspace));
        Refuses.Argument("samples", () => posterior.Sample(one, one, RandomKey.FromSeed(1), odd, workspace));
        Refuses.Argument("capacity", () => posterior.CreateWorkspace(0));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, -1)]
    public void An_architecture_without_size_is_refused(int latent, int hidden, int depth)
    {
        var config = AmortizedConfig.Reference with { LatentSize = latent, HiddenSize = hidden, Depth = depth };
        Assert.Throws<ArgumentOutOfRangeException>(
            () => WindowDensity.Create(config, new Standardization(4), RandomKey.FromSeed(0)));
    }

    private static (float[] Mean, float[] Std) Predict(WindowDensity posterior, float[] y, float[] mask, int capacity)
    {
        float[] mean = new float[y.Length], std = new float[y.Length];
        posterior.Predict(y, mask, mean, std, posterior.CreateWorkspace(capacity));
        return (mean, std);
    }

    private static double[] NetworkLoss(WindowDensity posterior, float[] y, float[] mask, float[] x, int rows)
    {
        var tape = new Tape<double>(posterior.Parameters.Length);
        tape.Reset(Widen(posterior.Parameters.ToArray()));
        return tape.Value(posterior.NegativeLogDensity(tape, tape.Input(Widen(y), rows, Entries),
            tape.Input(Widen(mask), rows, Entries), tape.Input(Widen(x), rows, Entries))).ToArray();
    }

    private static double[] Widen(float[] x) => [.. x.Select(v => (double)v)];
}
