using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Layers;

public sealed class LinearTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_layer_computed_by_hand(bool rectify)
    {
        // Two inputs, three outputs, one parameter of another layer in front: W = [1 2 3; 4 5 6], b = [-10 0 10].
        var layer = new Linear(2, 3, Offset: 1);
        float[] parameters = [99, 1, 2, 3, 4, 5, 6, -10, 0, 10];
        Assert.Equal((9, 7), (layer.ParameterCount, layer.BiasOffset));
        var tape = new Tape<float>(parameters.Length);
        tape.Reset(parameters);
        Variable y = layer.Apply(tape, tape.Input([1, 1, 2, -1], 2, 2), rectify);
        float[] expected = rectify ? [0, 7, 19, 0, 0, 10] : [-5, 7, 19, -12, -1, 10];
        Assert.Equal(expected, tape.Value(y).ToArray());
    }

    [Fact]
    public void Initial_weights_stay_within_their_bound_and_leave_the_rest_alone()
    {
        var layer = new Linear(25, 40, Offset: 3);
        var parameters = new float[3 + layer.ParameterCount + 3];
        layer.Initialize(RandomKey.FromSeed(5), parameters);
        Assert.All(parameters[3..^3], p => Assert.InRange(p, -0.2f, 0.2f));
        Assert.All(parameters[..3].Concat(parameters[^3..]), p => Assert.Equal(0, p));
        // Uniform on (-0.2, 0.2): variance 0.04/3, its estimate's standard error 0.04 sqrt(4/45 / n).
        double n = layer.ParameterCount;
        CloseAssert.Absolute(0, parameters.Sum() / n, 4 * 0.2 / Math.Sqrt(3 * n));
        CloseAssert.Absolute(0.04 / 3, parameters.Sum(p => (double)p * p) / n, 4 * 0.04 * Math.Sqrt(4 / 45.0 / n));
    }

    [Fact]
    public void Inputs_of_another_size_are_refused()
    {
        var layer = new Linear(2, 3, Offset: 0);
        var tape = new Tape<float>(9);
        tape.Reset(new float[9]);
        Variable x = tape.Input(4, 3);
        Refuses.Argument("y", () => layer.Apply(tape, x));
    }
}
