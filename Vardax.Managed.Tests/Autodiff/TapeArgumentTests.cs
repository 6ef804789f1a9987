using Vardax.Managed.Autodiff;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Autodiff;

public sealed class TapeArgumentTests
{
    private readonly Tape<double> tape = new(0);

    public TapeArgumentTests() => tape.Reset(default);

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Variable x = tape.Input(2, 3), wider = tape.Input(2, 4), transposed = tape.Input(3, 2), bias = tape.Input(1, 4);
        Variable weight = tape.Input(3, 4), taller = tape.Input(3, 3);
        Refuses.Argument("y", () => tape.Add(x, wider));
        Refuses.Argument("y", () => tape.Add(x, transposed));
        Refuses.Argument("y", () => tape.Concatenate(x, taller));
        Refuses.Argument("y", () => tape.MatMul(x, wider));
        Refuses.Argument("y", () => tape.Affine(x, wider, bias));
        Refuses.Argument("bias", () => tape.Affine(x, weight, tape.Input(1, 3)));
        Refuses.Argument("bias", () => tape.AffineRelu(x, weight, tape.Input(2, 4)));
        Refuses.Argument("y", () => tape.GaussianNll(x, wider, x));
        Refuses.Argument("y", () => tape.GaussianNll(x, x, transposed));
        Variable factor = tape.Input(2, 6), column = tape.Input(2, 1);
        Refuses.Argument("y", () => tape.TriangularGaussianNll(x, factor, wider));
        Refuses.Argument("factor", () => tape.TriangularGaussianNll(x, wider, x));
        Refuses.Argument("y", () => tape.TriangularWhiten(x, factor, wider));
        Refuses.Argument("factor", () => tape.TriangularWhiten(x, tape.Input(3, 6), x));
        Refuses.Argument("x", () => tape.GaussianMixtureNll(x, x, 8));
        Refuses.Argument("mixture", () => tape.GaussianMixtureNll(wider, column, 8));
        Refuses.Argument("mixture", () => tape.GaussianMixtureNll(taller, column, 8));
        Refuses.Argument("bound", () => tape.GaussianMixtureNll(x, column, 0));
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, 0)]
    [InlineData(0, 4)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Columns_that_do_not_exist_are_refused(int start, int columns)
    {
        Variable x = tape.Input(2, 3);
        Assert.Equal("start", Assert.Throws<ArgumentOutOfRangeException>(() => tape.Slice(x, start, columns)).ParamName);
    }

    [Fact]
    public void Inputs_of_no_size_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Input(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Input(3, 0));
    }

    [Fact]
    public void A_variable_of_before_the_reset_is_refused()
    {
        Variable x = tape.Input(2, 3);
        tape.Reset(default);
        Refuses.Argument("x", () => tape.Tanh(x));
        Refuses.Argument("x", () => tape.Value(x).ToArray());
        Refuses.Argument("x", () => tape.Backward(x, new double[6]));
    }

    [Fact]
    public void A_variable_of_another_tape_is_refused_where_it_can_be_told()
    {
        var other = new Tape<double>(0);
        other.Reset(default);
        tape.Input(2, 3);
        Variable foreign = other.Input(3, 3), beyond = other.Input(2, 3);
        Refuses.Argument("x", () => tape.Tanh(foreign));
        Refuses.Argument("x", () => tape.Tanh(beyond));
    }

    [Fact]
    public void Weights_of_another_length_are_refused()
    {
        Variable y = tape.Tanh(tape.Input(2, 3, differentiable: true));
        Refuses.Argument("seed", () => tape.Backward(y, new double[5]));
    }

    [Fact]
    public void Only_inputs_can_be_written()
    {
        Variable x = tape.Input(1, 2);
        tape.Write(x)[1] = 7;
        Assert.Equal(7, tape.Value(x)[1]);
        Variable y = tape.Tanh(x);
        Refuses.Argument("input", () => tape.Write(y));
        var withParameters = new Tape<double>(2);
        withParameters.Reset(new double[2]);
        Variable p = withParameters.Parameter(0, 1, 2);
        Refuses.Argument("input", () => withParameters.Write(p));
    }

    [Fact]
    public void The_derivative_by_data_is_not_to_be_had()
    {
        Variable data = tape.Input(1, 2), x = tape.Input(1, 2, differentiable: true);
        tape.Backward(tape.Add(data, x), 1.0);
        Assert.Throws<InvalidOperationException>(() => tape.Adjoint(data).ToArray());
        Assert.Equal([1, 1], tape.Adjoint(x).ToArray());
    }

    [Fact]
    public void An_input_the_output_does_not_depend_on_has_adjoint_zero()
    {
        Variable x = tape.Input([3.0], 1, 1, differentiable: true), other = tape.Input([4.0], 1, 1, differentiable: true);
        tape.Backward(tape.MatMul(other, other), 1.0);
        Assert.Equal([8], tape.Adjoint(other).ToArray());
        Assert.Equal([0], tape.Adjoint(x).ToArray());
    }
}
