using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Filtering;

public sealed class FiniteSizeEnkfTests
{
    [Theory]
    [InlineData(2, 5)]
    [InlineData(9, 4)]
    public void The_dual_is_the_primal(int observations, int members)
    {
        var linear = new LinearCase(3, observations);
        var filter = new FiniteSizeEnkf(linear.System, new() { Members = members });
        filter.ForecastSteps(1);
        double[] ensemble = filter.Ensemble.ToArray(), mean = new double[3];
        double[] values = linear.Values(0);
        filter.Update(values);
        filter.Mean(mean);

        (double e, double c) = filter.Coefficients();
        double[] expected = Primal(linear, ensemble, members, values, e, c, out double inflation);
        CloseAssert.Absolute(expected, mean, 1e-10);
        CloseAssert.Absolute(inflation, filter.PriorInflation, 1e-10);
        Assert.NotEqual(1, filter.PriorInflation, 2);
    }

    /// <summary>
    /// The minimum over w of 1/2 |d - Y w|^2 + (N - 1) c / 2 log(e + w.w), by Newton's method from a gradient descent with halving steps; l^2 = (e + w.w) / c.
    /// </summary>
    private static double[] Primal(LinearCase linear, double[] ensemble, int members, double[] values, double e, double c, out double inflation)
    {
        int n = linear.N, p = linear.P;
        double[] h = ((LinearOperator)linear.System.Observing.Operator).Matrix.ToArray();
        double[] mean = [.. Enumerable.Range(0, n).Select(i => ensemble.AsSpan(i * members, members).ToArray().Average())];
        double[] a = [.. ensemble.Select((x, i) => x - mean[i / members])];
        double[] y = PlainMatrix.Multiply(h, a, p, n, members), seen = PlainMatrix.Multiply(h, mean, p, n, 1);
        double[] std = [.. linear.System.Observing.Instruments.Select(i => i.Error.Std)];
        y = [.. y.Select((x, i) => x / std[i / members])];
        double[] d = [.. values.Select((x, i) => (x - seen[i]) / std[i])], w = new double[members];
        double Cost(double[] w) => (0.5 * PlainMatrix.Multiply(y, w, p, members, 1).Select((x, i) => (d[i] - x) * (d[i] - x)).Sum())
            + ((members - 1) * c / 2 * Math.Log(e + w.Sum(x => x * x)));
        double Norm() => e + w.Sum(x => x * x);
        double[] transposed = PlainMatrix.Transpose(y, p, members);
        double[] Gradient()
        {
            double[] left = [.. PlainMatrix.Multiply(y, w, p, members, 1).Select((x, i) => d[i] - x)];
            return [.. PlainMatrix.Multiply(transposed, left, members, p, 1).Select((x, i) => -x + ((members - 1) * c * w[i] / Norm()))];
        }

        double step = 0.1;
        for (int iteration = 0; iteration < 2000; iteration++)
        {
            double[] gradient = Gradient(), next = [.. w.Select((x, i) => x - (step * gradient[i]))];
            if (Cost(next) <= Cost(w))
                (w, step) = (next, step * 1.1);
            else
                step /= 2;
        }

        for (int iteration = 0; iteration < 10; iteration++)
        {
            double[] hessian = PlainMatrix.Multiply(transposed, y, members, p, members);
            for (int i = 0; i < hessian.Length; i++)
            {
                (int row, int column) = (i / members, i % members);
                hessian[i] += (members - 1) * c * ((row == column ? 1 / Norm() : 0) - (2 * w[row] * w[column] / (Norm() * Norm())));
            }

            double[] change = PlainMatrix.Multiply(PlainMatrix.Invert(hessian, members).Inverse, Gradient(), members, members, 1);
            w = [.. w.Select((x, i) => x - change[i])];
        }

        CloseAssert.Absolute(new double[members], Gradient(), 1e-11);
        inflation = Math.Sqrt(Norm() / c);
        double[] move = PlainMatrix.Multiply(a, w, n, members, 1);
        return [.. mean.Select((m, i) => m + move[i])];
    }
}
