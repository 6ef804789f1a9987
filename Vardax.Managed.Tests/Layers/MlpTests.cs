using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Layers;

public sealed class MlpTests
{
    public static TheoryData<Activation, int, int> Networks
    {
        get
        {
            var networks = new TheoryData<Activation, int, int>();
            foreach (Activation activation in Enum.GetValues<Activation>())
            {
                foreach (int depth in (int[])[0, 1, 2, 3])
                {
                    foreach (int rows in (int[])[1, 5, 6, 7, 23])
                        networks.Add(activation, depth, rows);
                }
            }

            return networks;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Without_a_tape_the_bits_are_those_of_the_tape(Activation activation, int depth, int rows)
    {
        Mlp mlp = Mlp.Create(11, 37, 21, depth, activation, offset: 2);
        float[] parameters = Parameters(mlp), x = Numbers.NormalSingle(1, rows * 11), y = new float[rows * 37];
        mlp.Forward(parameters, x, rows, y, new float[2 * rows * mlp.MaxWidth]);
        var tape = new Tape<float>(parameters.Length);
        tape.Reset(parameters);
        Variable output = mlp.Apply(tape, tape.Input(x, rows, 11));
        BitwiseAssert.Equal(tape.Value(output), y);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void In_two_parts_the_outputs_are_those_of_the_whole(Activation activation, int depth, int trailing)
    {
        Mlp mlp = Mlp.Create(30, 37, 21, depth, activation, offset: 2);
        float[] parameters = Parameters(mlp), x = Numbers.NormalSingle(1, 30), whole = new float[37], y = new float[37];
        float[] scratch = new float[2 * mlp.MaxWidth], partial = new float[mlp.Layers[0].Outputs];
        mlp.Forward(parameters, x, 1, whole, scratch);
        mlp.ForwardFirst(parameters, x.AsSpan(0, 30 - trailing), partial);
        mlp.ForwardRest(parameters, partial, x.AsSpan(30 - trailing), y, scratch);
        CloseAssert.Absolute(whole, y, 1e-5);
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Tanh)]
    public void The_activation_stands_between_the_layers_and_not_at_the_end(Activation activation)
    {
        Mlp mlp = Mlp.Create(3, 4, 5, 2, activation, offset: 2);
        float[] parameters = Parameters(mlp), x = Numbers.NormalSingle(1, 3), y = new float[4];
        mlp.Forward(parameters, x, 1, y, new float[2 * mlp.MaxWidth]);
        double[] values = [.. x.Select(v => (double)v)];
        foreach (Linear layer in mlp.Layers)
        {
            bool last = ReferenceEquals(layer, mlp.Layers[^1]);
            double[] inputs = values;
            double Sum(int j) => parameters[layer.BiasOffset + j]
                + inputs.Select((v, i) => v * parameters[layer.Offset + (i * layer.Outputs) + j]).Sum();
            values = [.. Enumerable.Range(0, layer.Outputs).Select(j => Activate(Sum(j), last ? null : activation))];
        }

        CloseAssert.Absolute(values, [.. y.Select(v => (double)v)], 1e-6);
        Assert.Contains(y, v => v < 0);
    }

    [Fact]
    public void Depth_counts_the_hidden_layers()
    {
        Mlp mlp = Mlp.Create(3, 4, 5, 2, Activation.Relu, offset: 7);
        Assert.Equal([(3, 5, 7), (5, 5, 27), (5, 4, 57)], mlp.Layers.Select(l => (l.Inputs, l.Outputs, l.Offset)));
        Assert.Equal((3, 4, 74), (mlp.Inputs, mlp.Outputs, mlp.ParameterCount));
        Assert.Single(Mlp.Create(3, 4, 5, 0, Activation.Relu, 0).Layers);
    }

    [Fact]
    public void A_layer_s_weights_come_from_its_number_of_the_split()
    {
        Mlp mlp = Mlp.Create(3, 4, 5, 2, Activation.Relu, offset: 0);
        RandomKey key = RandomKey.FromSeed(9);
        float[] parameters = new float[mlp.ParameterCount], expected = new float[mlp.ParameterCount];
        mlp.Initialize(key, parameters);
        RandomKey[] keys = key.Split(3);
        for (int i = 0; i < 3; i++)
            mlp.Layers[i].Initialize(keys[i], expected);
        BitwiseAssert.Equal<float>(expected, parameters);
    }

    [Theory]
    [InlineData(0, 1, 1, 0, "inputs")]
    [InlineData(1, 0, 1, 0, "outputs")]
    [InlineData(1, 1, 0, 0, "width")]
    [InlineData(1, 1, 1, -1, "depth")]
    public void Sizes_below_one_are_refused(int inputs, int outputs, int width, int depth, string name) =>
        Refuses.Argument(name, () => Mlp.Create(inputs, outputs, width, depth, Activation.Relu, 0));

    private static float[] Parameters(Mlp mlp)
    {
        var parameters = new float[2 + mlp.ParameterCount];
        mlp.Initialize(RandomKey.FromSeed(4), parameters);
        return parameters;
    }

    private static double Activate(double x, Activation? activation) => activation switch
    {
        Activation.Relu => Math.Max(x, 0),
        Activation.Silu => x / (1 + Math.Exp(-x)),
        Activation.Tanh => Math.Tanh(x),
        _ => x,
    };
}
