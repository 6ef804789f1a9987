using Vardax.Managed.Autodiff;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Autodiff;

public sealed class TapeParameterTests
{
    private static readonly double[] X = Numbers.Normal(1, 5 * 3);

    // x W + b, tanh, W and b again: 9 weights at 2, 3 biases at 11, entries 0, 1 and 14 used by nothing.
    private static (double Value, double[] Gradient) Network(double[] parameters)
    {
        var tape = new Tape<double>(15);
        tape.Reset(parameters);
        Variable x = tape.Input(X, 5, 3);
        Variable y = tape.Tanh(tape.Affine(x, tape.Parameter(2, 3, 3), tape.Parameter(11, 1, 3)));
        Variable z = tape.AffineRelu(y, tape.Parameter(2, 3, 3), tape.Parameter(11, 1, 3));
        tape.Backward(z, 1.0);
        return (tape.Value(z).ToArray().Sum(), tape.Gradient.ToArray());
    }

    [Fact]
    public void The_gradient_of_parameters_used_twice_is_that_of_finite_differences()
    {
        double[] parameters = Numbers.Normal(2, 15);
        double[] gradient = Network(parameters).Gradient;
        Assert.InRange(GradientCheck.WorstError(p => Network(p).Value, parameters, gradient), 0, 1e-9);
        Assert.Contains(gradient, g => Math.Abs(g) > 0.1);
    }

    [Fact]
    public void Parameters_that_nothing_uses_have_no_gradient()
    {
        double[] gradient = Network(Numbers.Normal(2, 15)).Gradient;
        Assert.Equal([0, 0, 0], [gradient[0], gradient[1], gradient[14]]);
    }

    [Fact]
    public void A_gradient_left_by_another_record_is_forgotten()
    {
        var tape = new Tape<double>(4);
        tape.Reset(new double[] { 1, 2, 3, 4 });
        tape.Backward(tape.Parameter(0, 2, 2), 1.0);
        Assert.Equal([1, 1, 1, 1], tape.Gradient.ToArray());
        tape.Reset(new double[] { 1, 2, 3, 4 });
        tape.Backward(tape.Parameter(1, 1, 2), 1.0);
        Assert.Equal([0, 1, 1, 0], tape.Gradient.ToArray());
    }

    [Fact]
    public void A_parameter_that_the_output_does_not_depend_on_has_no_gradient()
    {
        var tape = new Tape<double>(2);
        tape.Reset(new double[] { 3, 4 });
        Variable used = tape.Parameter(0, 1, 1), other = tape.Parameter(1, 1, 1), unused = tape.MatMul(other, other);
        tape.Backward(unused, 1.0);
        Assert.Equal([0, 8], tape.Gradient.ToArray());
        tape.Backward(tape.MatMul(used, used), 1.0);
        Assert.Equal([6, 0], tape.Gradient.ToArray());
    }

    [Fact]
    public void The_same_view_is_the_same_variable()
    {
        Tape<double> tape = Started(10);
        Assert.Equal(tape.Parameter(2, 2, 3), tape.Parameter(2, 2, 3));
    }

    [Theory]
    [InlineData(2, 3, 2)]
    [InlineData(2, 1, 6)]
    [InlineData(3, 1, 1)]
    [InlineData(7, 1, 2)]
    [InlineData(0, 1, 3)]
    [InlineData(0, 2, 5)]
    public void An_overlapping_view_is_refused(int offset, int rows, int columns)
    {
        Tape<double> tape = Started(10);
        tape.Parameter(2, 2, 3);
        Assert.Equal("offset", Assert.Throws<ArgumentException>(() => tape.Parameter(offset, rows, columns)).ParamName);
    }

    [Fact]
    public void Views_that_touch_are_not_overlapping()
    {
        Tape<double> tape = Started(10);
        tape.Parameter(2, 2, 3);
        Assert.Equal(2, tape.Parameter(0, 1, 2).Columns);
        Assert.Equal(2, tape.Parameter(8, 2, 1).Rows);
    }

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(10, 1, 1)]
    [InlineData(5, 2, 3)]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 65536, 65536)]
    public void A_view_outside_the_parameters_is_refused(int offset, int rows, int columns) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Started(10).Parameter(offset, rows, columns));

    [Fact]
    public void Parameters_of_another_length_are_refused()
    {
        var tape = new Tape<double>(3);
        Assert.Equal("parameters", Assert.Throws<ArgumentException>(() => tape.Reset(new double[4])).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tape<double>(-1));
    }

    private static Tape<double> Started(int parameters)
    {
        var tape = new Tape<double>(parameters);
        tape.Reset(new double[parameters]);
        return tape;
    }
}
