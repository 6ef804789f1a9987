using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Autodiff;

/// <summary>Every operation, at shapes with one entry, whole vectors, and tails.</summary>
public sealed class TapeOperationTests
{
    public static TheoryData<string, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int>();
            foreach (string name in TapeOperations.Names)
            {
                foreach ((int rows, int columns) in ((int, int)[])[(1, 1), (1, 8), (2, 3), (5, 17), (9, 4), (3, 33)])
                    cases.Add(name, rows, columns);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_value_is_the_formula(string name, int rows, int columns)
    {
        double[] x = TapeRun.Arguments(name, rows, columns);
        (double[] values, _) = TapeRun.ValueAndGradient<double>(name, rows, columns, x, Weights);
        (double[] expected, _) = TapeRun.Tangent(name, rows, columns, x, new double[x.Length]);
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++)
            CloseAssert.Absolute(expected[i], values[i], 1e-12 * Math.Max(1, Math.Abs(expected[i])), $"[{i}]");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_is_that_of_finite_differences(string name, int rows, int columns)
    {
        double[] x = TapeRun.Arguments(name, rows, columns);
        (_, double[] gradient) = TapeRun.ValueAndGradient<double>(name, rows, columns, x, Weights);
        double error = GradientCheck.WorstError(v => TapeRun.WeightedSum(name, rows, columns, v, Weights), x, gradient);
        Assert.InRange(error, 0, 1e-8);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reverse_mode_is_the_adjoint_of_the_forward_mode(string name, int rows, int columns)
    {
        // <J v, w> = <v, J^T w>: the left side by dual numbers, the right side by the tape.
        double[] x = TapeRun.Arguments(name, rows, columns), v = Numbers.Normal(7, x.Length);
        (_, double[] tangent) = TapeRun.Tangent(name, rows, columns, x, v);
        (_, double[] gradient) = TapeRun.ValueAndGradient<double>(name, rows, columns, x, Weights);
        double left = GradientCheck.Dot(tangent, Weights(tangent.Length)), right = GradientCheck.Dot(v, gradient);
        double magnitude = v.Zip(gradient, (a, b) => Math.Abs(a * b)).Sum();
        CloseAssert.Absolute(left, right, 1e-12 * Math.Max(1, magnitude));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Single_precision_agrees_with_double(string name, int rows, int columns)
    {
        double[] x = [.. TapeRun.Arguments(name, rows, columns).Select(v => (double)(float)v)];
        (double[] values, double[] gradient) = TapeRun.ValueAndGradient<double>(name, rows, columns, x, Weights);
        (float[] singleValues, float[] singleGradient) = TapeRun.ValueAndGradient<float>(name, rows, columns, x, Weights);
        CloseAssert.Absolute(values, [.. singleValues.Select(v => (double)v)], 3e-6 * Math.Max(1, values.Max(Math.Abs)), "value");
        CloseAssert.Absolute(
            gradient, [.. singleGradient.Select(v => (double)v)], 3e-6 * Math.Max(1, gradient.Max(Math.Abs)), "gradient");
    }

    [Fact]
    public void The_adjoint_identity_tells_a_wrong_operation()
    {
        double[] x = TapeRun.Arguments("silu", 2, 3), v = Numbers.Normal(7, x.Length);
        (_, double[] tangent) = TapeRun.Tangent("tanh", 2, 3, x, v);
        (_, double[] gradient) = TapeRun.ValueAndGradient<double>("silu", 2, 3, x, Weights);
        Assert.True(Math.Abs(GradientCheck.Dot(tangent, Weights(tangent.Length)) - GradientCheck.Dot(v, gradient)) > 1e-3);
    }

    private static double[] Weights(int count) => Numbers.Normal(99, count);
}
