using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class ProvenanceTests
{
    [Fact]
    public void It_names_the_method_and_reports_the_minimum()
    {
        var problem = new LinearGaussian(2, 5);
        (ProblemSettings settings, Gaussian state) = (problem.Settings, problem.Prior);
        Gaussian window = WindowPrior.Linearized(settings, state, problem.ModelError);
        (string, VariationalAnalysis)[] methods =
        [
            ("oi", new OptimalInterpolation(settings, window)), ("3dvar", new ThreeDVar(settings, window)),
            ("strong_4dvar", new StrongFourDVar(settings, state)),
            ("incremental_4dvar", new IncrementalFourDVar(settings, state)),
            ("weak_4dvar", new WeakFourDVar(settings, state, problem.ModelError)),
        ];
        foreach ((string name, VariationalAnalysis method) in methods)
        {
            LaplaceApproximation posterior = method.Solve(problem.Observations);
            Provenance provenance = posterior.Provenance;
            Assert.Equal((name, name, 0, 1), (method.Name, provenance.Method, provenance.Start, provenance.Starts));
            Assert.Equal(MinimizationStatus.Converged, provenance.Minimization.Status);
            Assert.True(provenance.Minimization.Iterations >= 1);
            Assert.InRange(provenance.Minimization.GradientNorm, 0, 1e-5);
            double cost = Cost(problem, posterior, name is "strong_4dvar" or "incremental_4dvar");
            Assert.InRange(Math.Abs(provenance.Minimization.Cost - cost), 0, 1e-6 * cost);
            Assert.Equal(provenance.Status, posterior.Status);
        }
    }

    [Theory]
    [InlineData(MinimizationStatus.Converged, AnalysisCode.Ok, "converged")]
    [InlineData(MinimizationStatus.IterationLimit, AnalysisCode.NotConverged, "iteration limit")]
    [InlineData(MinimizationStatus.LineSearchFailed, AnalysisCode.NotConverged, "line search failed")]
    [InlineData(MinimizationStatus.NonFinite, AnalysisCode.NotFinite, "not finite")]
    public void Only_what_converged_is_usable(MinimizationStatus status, AnalysisCode code, string words)
    {
        var result = new MinimizationResult(status, 3, 1.5, 0.1);
        AnalysisStatus single = new Provenance("m", result).Status, several = new Provenance("m", result, 2, 5).Status;
        Assert.Equal((code, code == AnalysisCode.Ok), (single.Code, single.IsUsable));
        Assert.Equal((code, code == AnalysisCode.Ok), (several.Code, several.IsUsable));
        Assert.Contains(words, single.Message, StringComparison.Ordinal);
        Assert.Contains("5 starts", several.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("starts", single.Message, StringComparison.Ordinal);
    }

    private static double Cost(LinearGaussian problem, LaplaceApproximation posterior, bool strong)
    {
        // At the minimum of a quadratic cost, J = 1/2 sum of d^T R^-1 (y - H x_a): d the innovation, x_a the analysis.
        double[] prior = problem.WindowPrior(!strong).Mean;
        double sum = 0;
        foreach (WindowObservation o in problem.Observations)
        {
            double[] innovation = Departure(o, prior), residual = Departure(o, posterior.Mean);
            o.Errors.Whiten(innovation, 1);
            o.Errors.Whiten(residual, 1);
            sum += innovation.Zip(residual, (x, y) => x * y).Sum();
        }

        return sum / 2;

        static double[] Departure(WindowObservation o, double[] window)
        {
            var seen = new double[o.Values.Count];
            o.Operator.Apply(window.AsSpan(o.Step * o.Operator.StateDimension, o.Operator.StateDimension), seen);
            return [.. o.Values.Zip(seen, (y, x) => y - x)];
        }
    }
}
