using System.Numerics;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Models;

/// <summary>What holds buffers and is used by two calls at once throws, and harms nobody.</summary>
public sealed class TwoThreadsTests
{
    // So that a density of the control takes the model, backwards.
    private const int Lead = 2;

    private readonly Gate gate = new();
    private readonly ProblemSettings settings;
    private readonly ObservedWindow problem;

    public TwoThreadsTests()
    {
        settings = SmallPosterior.Settings with { Model = new GatedModel(new Lorenz63(), gate) };
        problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(4));
    }

    [Theory]
    [InlineData("control")]
    [InlineData("flow")]
    public void A_control_posterior(string head) => Posterior(new ControlAnalysis(Guess(HeadType.Find(head)!)));

    [Fact]
    public void A_polished_posterior() => Posterior(Polished());

    [Fact]
    public void A_regression_posterior_and_its_workspace()
    {
        GatedEncoder encoder = new(gate);
        var posterior = WindowDensity.Create(
            encoder, SmallPosterior.Config, new Standardization(SmallPosterior.Entries), RandomKey.FromSeed(3));
        Posterior(new AmortizedAnalysis(posterior));
        PosteriorWorkspace workspace = posterior.CreateWorkspace();
        gate.TwoAtOnce("workspace", () =>
        {
            float[] mean = new float[SmallPosterior.Entries], std = new float[SmallPosterior.Entries];
            posterior.Predict(problem.Observations, problem.Mask, mean, std, workspace);
            return mean.Concat(std).ToArray();
        });
    }

    [Fact]
    public void A_Jacobian_by_differences()
    {
        var jacobian = new FiniteDifferenceMeanJacobian(new ControlAnalysis(Guess(HeadType.Control)));
        gate.TwoAtOnce("Jacobian", () =>
        {
            var product = new double[SmallPosterior.Entries];
            jacobian.MeanTangent(problem, problem.Mask, product);
            return product;
        });
    }

    [Fact]
    public void A_training_step()
    {
        WindowDensity posterior = SmallPosterior.Create(standardize: true);
        var step = new AmortizedTrainingStep(posterior, new GatedData(gate), Recipes.Robust with { BatchSize = 4 }, 1);
        gate.TwoAtOnce("training step", () => step.Run(0, 0));
    }

    [Fact]
    public void Different_posteriors_of_one_model_do_not_meet()
    {
        ControlDensity guess = Guess(HeadType.Control);
        float[][] answers = new float[4][];
        Parallel.For(0, answers.Length, i =>
        {
            float[] mean = answers[i] = new float[SmallPosterior.Entries];
            var analysis = new ControlAnalysis(guess);
            for (int round = 0; round < 50; round++)
                analysis.Analyze(problem, mean, new float[SmallPosterior.Entries]);
        });
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    /// <summary>A call that throws leaves the posterior, so that the next one is served.</summary>
    [Fact]
    public void A_call_that_is_refused_leaves()
    {
        var analysis = new ControlAnalysis(Guess(HeadType.Control));
        for (int i = 0; i < 2; i++)
            Refuses.Argument("mean", () => analysis.Analyze(problem, new float[1], new float[1]));
    }

    [Fact]
    public void The_guard_allocates_nothing()
    {
        var analysis = new ControlAnalysis(Guess(HeadType.Control));
        float[] mean = new float[SmallPosterior.Entries], std = new float[SmallPosterior.Entries];
        float[] samples = new float[2 * SmallPosterior.Entries];
        var log = new double[2];
        Assert.Equal(0, Allocation.AfterWarmUp(() => analysis.Analyze(problem, mean, std)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => analysis.Sample(problem, RandomKey.FromSeed(1), samples)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => analysis.LogProb(problem, samples, log)));
    }

    private void Posterior(IPosterior posterior)
    {
        int entries = SmallPosterior.Entries;
        float[] windows = [.. Enumerable.Range(0, 2 * entries).Select(i => problem.Observations[i % entries] + 1)];
        gate.TwoAtOnce("posterior", () =>
        {
            float[] mean = new float[entries], std = new float[entries];
            posterior.Analyze(problem, mean, std);
            return mean.Concat(std).ToArray();
        });
        gate.TwoAtOnce("posterior", () =>
        {
            var samples = new float[2 * entries];
            posterior.Sample(problem, RandomKey.FromSeed(2), samples);
            return samples;
        });
        gate.TwoAtOnce("posterior", () =>
        {
            var log = new double[2];
            posterior.LogProb(problem, windows, log);
            return log;
        });
    }

    private PolishedAnalysis Polished() => new(
        new ControlAnalysis(Guess(HeadType.Control)), settings, new PolishBackground(Statistics(Lead).Prior(), Lead));

    private ControlDensity Guess(HeadType head) => ControlDensity.Create(
        settings, SmallPosterior.Config with { Head = head }, Statistics(0), RandomKey.FromSeed(7), zeroOutputs: true);

    private ControlStandardization Statistics(int lead) =>
        ControlStandardization.Estimate(new ProblemGenerator(settings.Lead(lead)), RandomKey.FromSeed(8), 256);

    private sealed class GatedEncoder(Gate gate) : IObsEncoder
    {
        private readonly MlpObsEncoder inner = new(SmallPosterior.Entries, 7, 19, 2, Activation.Relu);

        public int Entries => inner.Entries;

        public int Features => inner.Features;

        public int ParameterCount => inner.ParameterCount;

        public int ScratchPerRow => inner.ScratchPerRow;

        public void Initialize(RandomKey key, Span<float> parameters) => inner.Initialize(key, parameters);

        public IEnumerable<ParameterView> Views() => inner.Views();

        public Variable Encode<T>(Tape<T> tape, Variable observations, Variable mask)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => inner.Encode(tape, observations, mask);

        public void Encode(
            ReadOnlySpan<float> parameters, ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, int rows,
            Span<float> features, Span<float> scratch)
        {
            gate.Pass();
            inner.Encode(parameters, observations, mask, rows, features, scratch);
        }
    }

    private sealed class GatedData(Gate gate) : ITrainingData
    {
        private readonly SimulatedTrainingData inner = new(SmallPosterior.Generator, RandomKey.FromSeed(1));

        public int ScratchSize(int rows) => inner.ScratchSize(rows);

        public void Fill(
            int step, int batchSize, int firstRow, int rows, Span<float> observations, Span<float> masks, Span<float> states,
            Span<float> scratch)
        {
            gate.Pass();
            inner.Fill(step, batchSize, firstRow, rows, observations, masks, states, scratch);
        }
    }
}
