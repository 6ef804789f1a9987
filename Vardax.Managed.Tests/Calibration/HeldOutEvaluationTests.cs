using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Calibration;

public class HeldOutEvaluationTests
{
    private static readonly RandomKey HeldOut = new ExperimentKeys().HeldOutStream;

    [Fact]
    public void An_untrained_network_is_the_linear_estimate_and_calibrated_where_the_prior_is_gaussian()
    {
        (WindowDensity posterior, SimulatedPrior prior, ProblemGenerator generator) = Untrained(Presets.Reference());
        HeldOutResult scores = HeldOutEvaluation.Evaluate(
            () => new AmortizedAnalysis(posterior), prior.Climatology, generator, HeldOut, 4096);
        Assert.Equal(0.6827, scores.Coverage1Sigma.Value, 4 * scores.Coverage1Sigma.StandardError);
        Assert.Equal(0.9545, scores.Coverage2Sigma.Value, 4 * scores.Coverage2Sigma.StandardError);

        AssimilationProblem problem = generator.Generate(HeldOut.Child(0));
        MethodResult linear = MethodRunner.Run(prior.Linear, problem);
        MethodResult network = MethodRunner.Run(new AmortizedAnalysis(posterior), problem);
        Assert.Equal(linear.Estimate.Values, network.Estimate.Values);
        Assert.Equal(linear.Nll, network.Nll, 1e-5);
    }

    [Fact]
    public void Noise_that_the_posterior_does_not_expect_is_found_out()
    {
        (WindowDensity posterior, SimulatedPrior prior, _) = Untrained(Presets.Attractor());
        ProblemSettings noisier = Presets.Attractor().Seen(noise: 1);
        HeldOutResult scores = HeldOutEvaluation.Evaluate(
            () => new AmortizedAnalysis(posterior), prior.Climatology, new ProblemGenerator(noisier), HeldOut, 1024);
        Assert.True(scores.Coverage1Sigma.Upper < 0.6827, $"{scores.Coverage1Sigma}");
        Assert.True(scores.Coverage2Sigma.Upper < 0.9545, $"{scores.Coverage2Sigma}");
    }

    [Fact]
    public void Scores_are_those_of_the_problems_one_by_one()
    {
        (WindowDensity posterior, SimulatedPrior prior, ProblemGenerator generator) = Untrained(Presets.Attractor());
        const int Problems = 130;
        HeldOutResult scores = HeldOutEvaluation.Evaluate(
            () => new AmortizedAnalysis(posterior), prior.Climatology, generator, HeldOut, Problems);
        List<MethodResult> ours = [];
        for (int i = 0; i < Problems; i++)
        {
            AssimilationProblem problem = generator.Generate(HeldOut.Child((ulong)i));
            float[] mirrored = [.. problem.Observations.Select((y, e) => problem.Mask[e] * ((2 * problem.Truth.Values[e]) - y))];
            ours.Add(MethodRunner.Run(new AmortizedAnalysis(posterior), problem));
            ours.Add(MethodRunner.Run(
                new AmortizedAnalysis(posterior), new(problem.Settings, problem.Truth, mirrored, problem.Mask)));
        }

        Assert.Equal(Problems, scores.Problems);
        Assert.Equal(Math.Sqrt(ours.Average(r => r.RmseAssim * r.RmseAssim)), scores.RmseAssim.Value, 1e-9);
        Assert.Equal(153 * ours.Average(r => r.Nll), scores.Nll.Value, 1e-6);
        Assert.Equal(ours.Average(r => r.Coverage1Sigma), scores.Coverage1Sigma.Value, 1e-12);
        Assert.Equal(ours.Average(r => r.Coverage2Sigma), scores.Coverage2Sigma.Value, 1e-12);
    }

    private static (WindowDensity Posterior, SimulatedPrior Prior, ProblemGenerator Generator) Untrained(ProblemSettings settings)
    {
        ProblemGenerator generator = new(settings);
        SimulatedPrior prior = AmortizedTrainer.EstimatePrior(generator, RandomKey.FromSeed(1));
        Standardization standardization = new(prior, settings.Observing);
        WindowDensity posterior = WindowDensity.Create(
            AmortizedConfig.Reference, standardization, RandomKey.FromSeed(0), zeroOutputs: true);
        return (posterior, prior, generator);
    }
}
