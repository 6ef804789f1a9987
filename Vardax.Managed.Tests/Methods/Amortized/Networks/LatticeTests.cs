using Vardax.Managed.Autodiff;
using Vardax.Managed.Experiments;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Models;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Networks;

public sealed class LatticeTests
{
    private static readonly ControlDensity Density = LatticeCase.Create(LatticeCase.EverySecond, zeroOutputs: false);

    [Fact]
    public void A_lattice_has_a_cell_for_each_period_of_what_is_seen()
    {
        Assert.Equal(12, Lattice.Of(LatticeCase.Everywhere)!.Cells);
        Assert.Equal(10, Lattice.Of(LatticeCase.EverySecond)!.Cells);
        Assert.True(AmortizedConfig.For(HeadType.Control, LatticeCase.EverySecond).IsLocal);
        Assert.Equal(TrainingRecipe.Local, new TrainingPlan(LatticeCase.EverySecond).Recipe);
        ProblemSettings gradient = LatticeCase.Read(9, "0:9:1", more: [new("observe.slope", "value", "x[i+1] - x[i]"),
            new("observe.slope", "error", "normal(0.1)"), new("observe.slope", "every", "0.05")]);
        Assert.Equal(9, Lattice.Of(gradient)!.Cells);
    }

    [Theory]
    [InlineData(20, "0:18:2")]
    [InlineData(20, "1, 2, 5")]
    [InlineData(16, "0:16:2")]
    [InlineData(8, "0:8:1")]
    [InlineData(12, "0:12:1", "k", "x")]
    [InlineData(12, "0:12:1", "x[3]", "mean")]
    public void What_is_not_seen_alike_in_enough_cells_is_no_lattice(int sites, string seen, string value = "", string name = "")
    {
        SystemEntry[] more = name.Length == 0 ? []
            : value == "k" ? [new("unknown", "k", "normal(8, 1)")]
            : [new($"observe.{name}", "value", value), new($"observe.{name}", "error", "normal(1)"), new($"observe.{name}", "every", "0.1")];
        string equation = value == "k" ? "(x[i+1] - x[i-2]) * x[i-1] - x[i] + k" : "(x[i+1] - x[i-2]) * x[i-1] - x[i] + 8";
        ProblemSettings settings = LatticeCase.Read(sites, seen, equation, more);
        Assert.Null(Lattice.Of(settings));
        Assert.Equal(AmortizedConfig.For(HeadType.Control), AmortizedConfig.For(HeadType.Control, settings));
        Refuses.Argument("config", () => LatticeCase.Create(settings, zeroOutputs: true));
    }

    [Fact]
    public void The_presets_are_no_lattices_and_other_heads_are_not_local()
    {
        Assert.Null(Lattice.Of(Presets.Attractor()));
        Assert.Equal(AmortizedConfig.For(HeadType.Flow), AmortizedConfig.For(HeadType.Flow, LatticeCase.EverySecond));
        Assert.Equal(AmortizedConfig.Reference, AmortizedConfig.For(HeadType.Regression, LatticeCase.EverySecond));
    }

    [Fact]
    public void A_shift_of_the_observations_by_a_cell_shifts_the_moments_by_its_sites()
    {
        const int sites = 20, period = 2, seen = 10;
        var head = (GaussianControlHead)Density.Head;
        int p = Density.Observations, times = p / seen;
        Assert.True(times > 1);
        float[] y = Numbers.NormalSingle(1, p), mask = [.. Numbers.NormalSingle(2, p).Select(v => v > -0.5f ? 1f : 0)];
        float[] expected = Moments(y, mask), actual = Moments(Shift(y), Shift(mask));
        for (int i = 0; i < sites; i++)
        {
            int to = (i + period) % sites;
            Assert.Equal(expected[i], actual[to]);
            Assert.Equal(expected[sites + i], actual[sites + to]);
            for (int j = 0; j < i && i + period < sites; j++)
                Assert.Equal(expected[Below(i, j)], actual[Below(to, j + period)]);
        }

        // Not all alike, and the precision is banded around the ring.
        Assert.NotEqual(expected[0], expected[2]);
        Assert.All(Enumerable.Range(0, sites), i => Assert.All(Enumerable.Range(0, i), j =>
            Assert.Equal(Math.Min(i - j, sites - (i - j)) > 4, expected[Below(i, j)] == 0)));

        int Below(int i, int j) => (2 * sites) + (i * (i - 1) / 2) + j;

        float[] Shift(float[] values) => [.. Enumerable.Range(0, p).Select(e => values[(e / seen * seen) + ((e + seen - 1) % seen)])];

        float[] Moments(float[] observations, float[] masks)
        {
            float[] features = new float[Density.Encoder.Features], outputs = new float[head.Network.Outputs];
            Density.Encoder.Encode(Density.Parameters.Span, observations, masks, 1, features, new float[Density.Encoder.ScratchPerRow]);
            head.Network.Forward(Density.Parameters.Span, features, 1, outputs, new float[head.Network.ScratchPerRow]);
            return outputs;
        }
    }

    [Fact]
    public void Far_observations_are_not_seen()
    {
        var data = new float[Density.Observations];
        float[] features = new float[Density.Encoder.Features], moved = new float[features.Length], mask = [.. data.Select(_ => 1f)];
        Density.Encoder.Encode(Density.Parameters.Span, data, mask, 1, features, new float[Density.Encoder.ScratchPerRow]);
        data[0] = 1;
        Density.Encoder.Encode(Density.Parameters.Span, data, mask, 1, moved, new float[Density.Encoder.ScratchPerRow]);
        int[] changed = [.. Enumerable.Range(0, 10).Where(cell => !features.AsSpan(cell * 4, 4).SequenceEqual(moved.AsSpan(cell * 4, 4)))];
        Assert.Equal([0, 1, 2, 8, 9], changed);
    }

    [Fact]
    public void The_loss_of_the_tape_is_the_density_and_its_gradient_that_of_finite_differences()
    {
        const int rows = 3;
        int p = Density.Observations, n = Density.States;
        double[] y = Numbers.Normal(3, rows * p), u = Numbers.Normal(4, rows * n), mask = [.. y.Select(v => v > -1 ? 1.0 : 0)];
        double[] parameters = [.. Density.Parameters.ToArray().Select(v => (double)v)];
        (double[] losses, double[] gradient) = Losses(parameters);

        float[] features = new float[rows * Density.Encoder.Features];
        Density.Encoder.Encode(Density.Parameters.Span, [.. y.Select(v => (float)v)], [.. mask.Select(v => (float)v)], rows, features,
            new float[rows * Density.Encoder.ScratchPerRow]);
        float[] condition = new float[Density.Head.ConditionSize], scratch = new float[Density.Head.ScratchSize];
        for (int row = 0; row < rows; row++)
        {
            Density.Head.Condition(Density.Parameters.Span, features.AsSpan(row * Density.Encoder.Features, Density.Encoder.Features), condition, scratch);
            double log = Density.Head.LogProb(Density.Parameters.Span, condition, u.AsSpan(row * n, n), scratch);
            CloseAssert.Relative(losses[row], -log, 1e-5);
        }

        foreach (ParameterView view in Density.Layout)
        {
            var direction = new double[parameters.Length];
            Numbers.Normal(9, view.Size).CopyTo(direction, view.Offset);
            double norm = Math.Sqrt(direction.Sum(d => d * d));
            double error = GradientCheck.DirectionalError(
                v => Losses(v).Rows.Sum(), parameters, gradient, [.. direction.Select(d => d / norm)]);
            Assert.True(error <= 1e-7, $"{view.Name}: {error}");
        }

        (double[] Rows, double[] Gradient) Losses(double[] at)
        {
            var tape = new Tape<double>(at.Length);
            tape.Reset(at);
            Variable loss = Density.NegativeLogDensity(tape, tape.Input(y, rows, p), tape.Input(mask, rows, p), tape.Input(u, rows, n));
            double[] values = tape.Value(loss).ToArray();
            tape.Backward(loss, 1.0);
            return (values, tape.Gradient.ToArray());
        }
    }

    [Fact]
    public void A_mean_of_one_deviation_moves_the_component_by_one_deviation()
    {
        // What the network says of a component is in units of the linear estimate's error; E turns m back into just that.
        ControlStandardization units = Density.Standardization;
        var head = (GaussianControlHead)Density.Head;
        int n = Density.States;
        for (int j = 0; j < n; j += 7)
        {
            double error = Math.Sqrt(Enumerable.Range(0, n).Sum(k => units.Factor[(j * n) + k] * units.Factor[(j * n) + k]));
            for (int i = 0; i < n; i++)
            {
                double moved = 0;
                for (int k = 0; k < n; k++)
                    moved += units.Factor[(i * n) + k] * head.Mixing[(j * n) + k];
                CloseAssert.Absolute(i == j ? error : 0, moved, 1e-5 * error);
            }
        }
    }

    [Fact]
    public void A_little_training_gains_much_and_its_model_survives_its_file()
    {
        TrainingResult training = AmortizedTrainer.Train(new TrainingPlan(LatticeCase.EverySecond)
        {
            Config = LatticeCase.Config,
            Recipe = TrainingRecipe.Local with { Steps = 60, BatchSize = 32, ValidationProblems = 256, ValidateEvery = 60 },
        });
        Assert.True(training.Learned);
        Assert.True(training.LowestLoss < training.StartLoss - 0.5, $"{training.StartLoss} to {training.LowestLoss}");
        TrainedModel model = TrainedModel.Fit(training, null, recalibrationProblems: 0), loaded = ModelCase.Reread(model);
        Assert.True(loaded.Plan.Config.IsLocal);
        Assert.Equal((training.StartLoss, training.StartLossError), (loaded.History.StartLoss, loaded.History.StartLossError));
        AssimilationProblem problem = new ProblemGenerator(LatticeCase.EverySecond).Generate(RandomKey.FromSeed(5));
        int entries = LatticeCase.EverySecond.WindowEntries;
        float[] mean = new float[entries], std = new float[entries], again = new float[entries], stdAgain = new float[entries];
        Assert.True(model.CreatePosterior().Analyze(problem, mean, std).IsUsable);
        Assert.True(loaded.CreatePosterior().Analyze(problem, again, stdAgain).IsUsable);
        BitwiseAssert.Equal<float>(mean, again, "mean");
        BitwiseAssert.Equal<float>(std, stdAgain, "standard deviation");
    }
}
