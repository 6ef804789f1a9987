using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class MultiStartTests
{
    private static readonly ProblemSettings Settings = Presets.Attractor() with { WindowSteps = 200, TotalSteps = 200 };
    private static readonly ProblemGenerator Generator = new(Settings);

    [Fact]
    public void The_lowest_minimum_wins()
    {
        int improved = 0;
        for (ulong key = 0; key < 8; key++)
        {
            AssimilationProblem problem = Generator.Generate(RandomKey.FromSeed(key));
            Provenance single = Solve(problem, MultiStart.PriorMean);
            Provenance few = Solve(problem, new MultiStart { Draws = 4, Keep = 2 });
            Provenance many = Solve(problem, new MultiStart { Draws = 64, Keep = 6 });
            Assert.InRange(few.Minimization.Cost, 0, single.Minimization.Cost);
            Assert.InRange(many.Minimization.Cost, 0, single.Minimization.Cost);
            Assert.Equal((0, 1), (single.Start, single.Starts));
            Assert.Equal((3, 7), (few.Starts, many.Starts));
            Assert.Equal(many.Start == 0, many.Minimization.Equals(single.Minimization));
            improved += many.Minimization.Cost < single.Minimization.Cost - 1 ? 1 : 0;
        }

        Assert.True(improved >= 3, $"In {improved} of 8 chaotic windows several starts helped.");
    }

    [Fact]
    public void A_minimum_that_is_not_a_number_never_wins()
    {
        // Draws this wide make the model overflow: their cost is not a number, but they are kept for want of others.
        ProblemSettings settings = Presets.Reference() with { Dt = 0.05 };
        var wide = new Gaussian([1, 1, 1], DiagonalCovariance.Isotropic(3, 1e6));
        var observation = new WindowObservation(50, [1], new SelectionOperator(3, 0), DiagonalCovariance.Isotropic(1, 1));
        LaplaceApproximation posterior = new StrongFourDVar(
            settings, wide, starts: new MultiStart { Draws = 3, Keep = 3 }).Solve([observation]);
        Assert.Equal((0, 4), (posterior.Provenance.Start, posterior.Provenance.Starts));
        Assert.True(double.IsFinite(posterior.Provenance.Minimization.Cost), posterior.Status.Message);
    }

    [Fact]
    public void The_observed_first_state_is_a_candidate()
    {
        AssimilationProblem problem = Generator.Generate(RandomKey.FromSeed(0));
        Assert.Equal(2, Solve(problem, new MultiStart { Draws = 0, Keep = 5 }).Starts);
        Assert.Equal(1, Solve(problem, new MultiStart { Draws = 0, Keep = 5, FromObservations = false }).Starts);
    }

    [Fact]
    public void The_same_bits_come_again_and_from_many_threads()
    {
        AssimilationProblem problem = Generator.Generate(RandomKey.FromSeed(1));
        var method = new StrongFourDVar(Settings, Published.Climatology, starts: new MultiStart { Draws = 16, Keep = 2 });
        LaplaceApproximation expected = method.Solve(problem);
        var found = new LaplaceApproximation[8];
        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => found[i] = method.Solve(problem));
        foreach (LaplaceApproximation posterior in found.Append(method.Solve(problem)))
        {
            BitwiseAssert.Equal<double>(expected.Mean, posterior.Mean);
            BitwiseAssert.Equal<double>(expected.StandardDeviation, posterior.StandardDeviation);
            Assert.Equal(expected.Provenance, posterior.Provenance);
        }
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        CovarianceChecks.Refused("Draws", "-1", () => Create(new MultiStart { Draws = -1 }));
        CovarianceChecks.Refused("Keep", "'0'", () => Create(new MultiStart { Keep = 0 }));
    }

    private static StrongFourDVar Create(MultiStart starts) => new(Settings, Published.Climatology, starts: starts);

    private static Provenance Solve(AssimilationProblem problem, MultiStart starts) => Create(starts).Solve(problem).Provenance;
}
