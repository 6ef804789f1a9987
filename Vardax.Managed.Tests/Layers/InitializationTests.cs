using System.Text.Json;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Layers;

/// <summary>The initial weights of the reference model, layer by layer.</summary>
public sealed class InitializationTests
{
    private static readonly WindowDensity Posterior =
        WindowDensity.Create(AmortizedConfig.Reference, new Standardization(153), RandomKey.FromSeed(0));

    public static TheoryData<string> Layers =>
        [.. ReferenceVectors.Get("init_key_0").EnumerateObject().Select(layer => layer.Name)];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Weights_are_those_of_the_reference(string name)
    {
        JsonElement vector = ReferenceVectors.Get("init_key_0", name);
        JsonElement shape = vector.GetProperty("weight_shape");
        (int outputs, int inputs) = (shape[0].GetInt32(), shape[1].GetInt32());
        ParameterView view = Find(name + ".weight");
        Assert.Equal((inputs, outputs), (view.Rows, view.Columns));
        // Stored inputs x outputs; the reference's first three stand in the column of output 0.
        float[] weight = view.Of(Posterior.Parameters.Span).ToArray();
        BitwiseAssert.Equal<float>(ReferenceVectors.Singles(vector.GetProperty("weight_first3")),
            [weight[0], weight[outputs], weight[2 * outputs]]);
        Assert.Equal((float)vector.GetProperty("weight_last").GetDouble(), weight[^1]);
        CloseAssert.Absolute(vector.GetProperty("weight_sum").GetDouble(), weight.Sum(w => (double)w), 1e-9, "sum");
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Biases_are_those_of_the_reference(string name)
    {
        JsonElement vector = ReferenceVectors.Get("init_key_0", name);
        float[] bias = Find(name + ".bias").Of(Posterior.Parameters.Span).ToArray();
        Assert.Equal(vector.GetProperty("weight_shape")[0].GetInt32(), bias.Length);
        BitwiseAssert.Equal<float>(ReferenceVectors.Singles(vector.GetProperty("bias_first3")), bias.AsSpan(0, 3));
        CloseAssert.Absolute(vector.GetProperty("bias_sum").GetDouble(), bias.Sum(b => (double)b), 1e-9, "sum");
    }

    [Fact]
    public void The_layout_covers_every_parameter_once()
    {
        int next = 0;
        foreach (ParameterView view in Posterior.Layout.OrderBy(v => v.Offset))
        {
            Assert.Equal(next, view.Offset);
            next += view.Size;
        }

        Assert.Equal(Posterior.Parameters.Length, next);
        Assert.Equal(18, Posterior.Layout.Select(v => v.Name).Distinct().Count());
    }

    private static ParameterView Find(string name) => Posterior.Layout.Single(v => v.Name == name);
}
