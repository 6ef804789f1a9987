using Vardax.Managed.Autodiff;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Autodiff;

public sealed class TapeReuseTests
{
    private const int Batch = 7, Inputs = 19, Outputs = 21;
    private static readonly float[] X = Numbers.NormalSingle(1, Batch * Inputs);
    private static readonly float[] Target = Numbers.NormalSingle(2, Batch * Outputs);
    private static readonly float[] Parameters = Numbers.NormalSingle(3, (Inputs + 1 + Outputs + 1) * Outputs);

    private static Variable Record(Tape<float> tape)
    {
        tape.Reset(Parameters);
        Variable x = tape.Input(X, Batch, Inputs), target = tape.Input(Target, Batch, Outputs);
        Variable h = tape.AffineRelu(x, tape.Parameter(0, Inputs, Outputs), tape.Parameter(Inputs * Outputs, 1, Outputs));
        int second = (Inputs + 1) * Outputs;
        Variable weight = tape.Parameter(second, Outputs, Outputs);
        Variable y = tape.Affine(h, weight, tape.Parameter(second + weight.Size, 1, Outputs));
        return tape.GaussianNll(y, tape.Tanh(h), target);
    }

    [Fact]
    public void A_tape_used_again_gives_the_same_bits()
    {
        var tape = new Tape<float>(Parameters.Length);
        tape.Backward(Record(tape), 0.5f);
        float[] first = tape.Gradient.ToArray();
        for (int i = 0; i < 3; i++)
            tape.Backward(Record(tape), 0.5f);
        BitwiseAssert.Equal<float>(first, tape.Gradient);
    }

    [Fact]
    public void Going_backward_twice_gives_the_same_bits()
    {
        var tape = new Tape<float>(Parameters.Length);
        Variable loss = Record(tape);
        tape.Backward(loss, 0.5f);
        float[] first = tape.Gradient.ToArray();
        tape.Backward(loss, 0.5f);
        BitwiseAssert.Equal<float>(first, tape.Gradient);
    }

    [Fact]
    public void A_uniform_weight_is_the_same_as_equal_weights()
    {
        var tape = new Tape<float>(Parameters.Length);
        tape.Backward(Record(tape), 0.25f);
        float[] first = tape.Gradient.ToArray();
        Variable loss = Record(tape);
        tape.Backward(loss, [.. Enumerable.Repeat(0.25f, loss.Size)]);
        BitwiseAssert.Equal<float>(first, tape.Gradient);
    }

    [Fact]
    public void After_the_first_step_nothing_is_allocated()
    {
        var tape = new Tape<float>(Parameters.Length);
        Assert.Equal(0, Allocation.AfterWarmUp(() => tape.Backward(Record(tape), 0.5f)));
    }

    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(4, 19, 21)]
    [InlineData(13, 64, 33)]
    public void A_rectified_layer_is_a_layer_and_a_rectifier(int batch, int inputs, int outputs)
    {
        float[] x = Numbers.NormalSingle(1, batch * inputs), seed = Numbers.NormalSingle(4, batch * outputs);
        float[] parameters = Numbers.NormalSingle(2, (inputs + 1) * outputs);
        (float[] Value, float[] Gradient, float[] Adjoint) Run(bool isRectified, float[] seed)
        {
            var tape = new Tape<float>(parameters.Length);
            tape.Reset(parameters);
            Variable v = tape.Input(x, batch, inputs, differentiable: true);
            Variable w = tape.Parameter(0, inputs, outputs), b = tape.Parameter(inputs * outputs, 1, outputs);
            Variable y = isRectified ? tape.AffineRelu(v, w, b) : tape.Affine(v, w, b);
            tape.Backward(y, seed);
            return (tape.Value(y).ToArray(), tape.Gradient.ToArray(), tape.Adjoint(v).ToArray());
        }

        (float[] rectified, float[] rectifiedGradient, float[] rectifiedAdjoint) = Run(isRectified: true, seed);
        (float[] value, _, _) = Run(isRectified: false, seed);
        (_, float[] gradient, float[] adjoint) = Run(isRectified: false, [.. seed.Zip(value, (s, v) => v > 0 ? s : 0)]);
        Assert.Equal([.. value.Select(v => Math.Max(v, 0))], rectified);
        Assert.Equal(gradient, rectifiedGradient);
        Assert.Equal(adjoint, rectifiedAdjoint);
        Assert.Contains(gradient, g => g != 0);
    }
}
