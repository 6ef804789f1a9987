using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>An MLP over the concatenated observations and mask: 2 entries in, latent features out.</summary>
internal sealed record MlpObsEncoder : IObsEncoder
{
    private readonly IdentityObsEncoder input;

    /// <summary>Lays out the encoder at the start of the parameter buffer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the depth below 0.</exception>
    public MlpObsEncoder(int entries, int features, int width, int depth, Activation activation = Activation.Relu)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, 1);
        input = new IdentityObsEncoder(entries);
        Mlp = Mlp.Create(input.Features, features, width, depth, activation, 0);
    }

    /// <summary>The network.</summary>
    public Mlp Mlp { get; }

    /// <inheritdoc/>
    public int Entries => input.Entries;

    /// <inheritdoc/>
    public int Features => Mlp.Outputs;

    /// <inheritdoc/>
    public int ParameterCount => Mlp.ParameterCount;

    /// <inheritdoc/>
    public int ScratchPerRow => input.Features + (2 * Mlp.MaxWidth);

    /// <inheritdoc/>
    public void Initialize(RandomKey key, Span<float> parameters) => Mlp.Initialize(key, parameters);

    /// <inheritdoc/>
    public IEnumerable<ParameterView> Views() => Mlp.Views("encoder.mlp");

    /// <inheritdoc/>
    public Variable Encode<T>(Tape<T> tape, Variable observations, Variable mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Mlp.Apply(tape, input.Encode(tape, observations, mask));

    /// <inheritdoc/>
    public void Encode(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, int rows,
        Span<float> features, Span<float> scratch)
    {
        Span<float> x = scratch[..(rows * input.Features)];
        input.Encode(parameters, observations, mask, rows, x, default);
        Mlp.Forward(parameters, x, rows, features, scratch[x.Length..]);
    }
}
