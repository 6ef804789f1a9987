using Vardax.Managed.Formats;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Models;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Systems;

/// <summary>A prior that an ensemble stands for.</summary>
public sealed class EnsemblePriorTests
{
    private static readonly InitialDistribution Declared = new(
        new NormalPrior(3, 2), new LogNormalPrior(1, 0.5), new FixedPrior(7), new UniformPrior(-1, 4));

    [Fact]
    public void It_has_the_moments_of_the_members_in_their_coordinates()
    {
        double[] members = Members(30), mean = new double[3], covariance = new double[9], u = new double[3];
        InitialDistribution prior = Declared.OfEnsemble(members);
        var rows = new double[30][];
        for (int i = 0; i < 30; i++)
        {
            Declared.ToCoordinates(members.AsSpan(4 * i, 4), u);
            rows[i] = [.. u];
        }

        for (int i = 0; i < 3; i++)
            mean[i] = rows.Average(row => row[i]);
        for (int i = 0; i < 9; i++)
            covariance[i] = rows.Sum(row => (row[i / 3] - mean[i / 3]) * (row[i % 3] - mean[i % 3])) / 29;
        Gaussian found = prior.OfCoordinates();
        CloseAssert.Absolute(mean, [.. found.Mean], 1e-12);
        CloseAssert.Absolute(covariance, found.Covariance.ToMatrix(), 1e-12);
        Assert.Equal(new FixedPrior(7), prior.Components[2]);

        // The density of a state, by the coordinates' and |du/dx|.
        double[] state = [2.5, 3.5, 7, 1.5];
        Declared.ToCoordinates(state, u);
        Assert.Equal(MultivariateNormal.LogDensity(u, mean, covariance) - Declared.LogDerivative(u), prior.LogDensity(state, new double[3]), 1e-10);

        const int Count = 20_000;
        float[] draw = new float[4], drawn = new float[3 * Count];
        double[] twice = new double[4];
        for (int i = 0; i < Count; i++)
        {
            RandomDraws.Normal(RandomKey.FromSeed(9).Child((ulong)i), draw);
            for (int c = 0; c < 4; c++)
                twice[c] = draw[c];
            prior.Draw(draw);
            prior.Draw(twice);
            Assert.Equal(twice[1], draw[1], 1e-4 * twice[1]);
            prior.ToCoordinates([draw[0], draw[1], draw[2], draw[3]], u);
            for (int c = 0; c < 3; c++)
                drawn[(3 * i) + c] = (float)u[c];
        }

        MultivariateNormal.HasMoments(drawn, mean, covariance);
    }

    [Fact]
    public void Of_a_linear_model_4DVar_the_filters_and_the_polish_start_from_the_ensembles_covariance()
    {
        MatrixModel model = MatrixModel.Random(3, 3);
        double[] members = [.. Enumerable.Range(0, 12).SelectMany(i => Numbers.Normal(40 + i, 2)).Chunk(2).SelectMany(z =>
            (double[])[z[0], 1 + (0.9 * z[0]) + (0.3 * z[1]), z[1] - z[0] + (z[0] * z[1])])];
        var settings = new ProblemSettings
        {
            Model = model, Initial = InitialDistribution.Normal([0, 0, 0], 1).OfEnsemble(members), BurnInSteps = 0, WindowSteps = 2, TotalSteps = 2,
            Observing = ObservingSystem.OfComponents(model, 0.3, 1, components: [0]),
        };
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(1));
        double[] mean = [.. Enumerable.Range(0, 3).Select(c => members.Where((_, at) => at % 3 == c).Average())], b = new double[9], h = new double[9];
        for (int at = 0; at < 9; at++)
            b[at] = members.Chunk(3).Sum(m => (m[at / 3] - mean[at / 3]) * (m[at % 3] - mean[at % 3])) / 11;
        PolishBackground background = PolishBackground.Estimate(settings, RandomKey.FromSeed(0));
        Assert.True(background.IsExact(settings));
        CloseAssert.Absolute(b, background.State.Covariance.ToMatrix(), 1e-12);
        var system = new StateSpaceModel(settings.Model, settings.Dt, settings.Initial, settings.Observing);
        var filter = new ExtendedKalmanFilter(system);
        var spread = new double[9];
        filter.Covariance(spread);
        CloseAssert.Absolute(b, spread, 1e-12);

        // x = m + B W' (W B W' + R)^-1 (y - W m), W the observed values by the first state.
        double[] power = PlainMatrix.Identity(3);
        for (int t = 0; t < 3; t++)
        {
            power.AsSpan(0, 3).CopyTo(h.AsSpan(3 * t));
            power = PlainMatrix.Multiply(model.Matrix, power, 3, 3, 3);
        }

        double[] bh = PlainMatrix.Multiply(b, PlainMatrix.Transpose(h, 3, 3), 3, 3, 3), s = PlainMatrix.Multiply(h, bh, 3, 3, 3);
        for (int t = 0; t < 3; t++)
            s[t * 4] += problem.Mask[t * 3] == 0 ? 1e12 : 0.09;
        double[] predicted = PlainMatrix.Multiply(h, mean, 3, 3, 1), d = [.. Enumerable.Range(0, 3).Select(t => problem.Observations[3 * t] - predicted[t])];
        double[] gain = PlainMatrix.Multiply(bh, PlainMatrix.Invert(s, 3).Inverse, 3, 3, 3);
        double[] exact = [.. mean.Zip(PlainMatrix.Multiply(gain, d, 3, 3, 1), (x, y) => x + y)];
        LaplaceApproximation found = new StrongFourDVar(settings, background.State).Solve(problem);
        CloseAssert.Absolute(exact, [.. found.Mean.Take(3)], 1e-5);
    }

    [Fact]
    public void Plans_in_files_hold_its_moments_to_the_last_bit()
    {
        foreach (ProblemSettings settings in (ProblemSettings[])[SystemCase.GrowthSettings, Vardax.Managed.Experiments.Presets.Attractor()])
        {
            int n = settings.StateDimension;
            var states = new double[20 * n];
            for (int i = 0; i < 20; i++)
            {
                Numbers.Normal(i, n).CopyTo(states, i * n);
                settings.Initial.Draw(states.AsSpan(i * n, n));
            }

            ProblemSettings own = settings with { Initial = settings.Initial.OfEnsemble(states) };
            Assert.NotEqual(settings, own);
            var metadata = new Dictionary<string, string>();
            PlanMetadata.Write(new TrainingPlan(own), metadata);
            TrainingPlan read = PlanMetadata.Read(new SafeTensorsFile([], metadata), Vardax.Managed.Dynamics.DynamicalModels.Create);
            Assert.Equal(own, read.Settings);
            Assert.Equal(own.Initial.OfCoordinates().Covariance.ToMatrix(), read.Settings.Initial.OfCoordinates().Covariance.ToMatrix());
        }
    }

    [Fact]
    public void What_is_no_prior_is_refused_with_the_member()
    {
        double[] members = Members(30);
        Refused("Expected at least 4 members", members.AsSpan(0, 12).ToArray());
        members[(5 * 4) + 1] = -2;
        Refused("Component 1 of member 5 is -2", members);
        members = Members(30);
        members[(6 * 4) + 2] = 8;
        Refused("Component 2 of member 6 is 8; expected a value of fixed(7)", members);
        members = Members(30);
        for (int i = 0; i < 30; i++)
            members[4 * i] = 1;
        Refused("singular", members);
        Refuses.Argument("members", () => Declared.OfEnsemble(new double[7]));

        static void Refused(string fault, double[] members) =>
            Assert.Contains(fault, Assert.Throws<ArgumentException>(nameof(members), () => Declared.OfEnsemble(members)).Message, StringComparison.Ordinal);
    }

    private static double[] Members(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => Numbers.Normal(i, 3)).SelectMany(
            z => (double[])[2 + z[0], Math.Exp(1 + (0.4 * z[0]) + (0.2 * z[1])), 7, 4 / (1 + Math.Exp(z[2] - z[0]))]),
    ];
}
