using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Kernels;
using Vardax.Managed.Layers;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>A network over the concatenated observations and mask: 2 entries in, latent features out.</summary>
internal sealed record MlpObsEncoder : IObsEncoder
{
    private readonly IdentityObsEncoder input;

    /// <summary>Lays out the encoder at the start of the parameter buffer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the depth below 0.</exception>
    public MlpObsEncoder(int entries, int features, int width, int depth, Activation activation = Activation.Relu)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, 1);
        input = new IdentityObsEncoder(entries);
        Network = Mlp.Create(input.Features, features, width, depth, activation, 0);
    }

    /// <summary>Lays out the encoder of a lattice at the start of the parameter buffer: so many features of each cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the depth below 0.</exception>
    public MlpObsEncoder(Lattice lattice, int features, int width, int depth, Activation activation)
    {
        GatherMap patches = lattice.ObservationPatches();
        input = new IdentityObsEncoder(patches.Inputs / 2);
        Network = new LocalNetwork(
            patches, Mlp.Create(patches.Columns, features, width, depth, activation, 0), lattice.Features(features));
    }

    /// <summary>The network.</summary>
    public INetwork Network { get; }

    /// <inheritdoc/>
    public int Entries => input.Entries;

    /// <inheritdoc/>
    public int Features => Network.Outputs;

    /// <inheritdoc/>
    public int ParameterCount => Network.ParameterCount;

    /// <inheritdoc/>
    public int ScratchPerRow => input.Features + Network.ScratchPerRow;

    /// <inheritdoc/>
    public void Initialize(RandomKey key, Span<float> parameters) => Network.Initialize(key, parameters);

    /// <inheritdoc/>
    public IEnumerable<ParameterView> Views() => Network.Views("encoder.mlp");

    /// <inheritdoc/>
    public Variable Encode<T>(Tape<T> tape, Variable observations, Variable mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Network.Apply(tape, input.Encode(tape, observations, mask));

    /// <inheritdoc/>
    public void Encode(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, int rows,
        Span<float> features, Span<float> scratch)
    {
        Span<float> x = scratch[..(rows * input.Features)];
        input.Encode(parameters, observations, mask, rows, x, default);
        Network.Forward(parameters, x, rows, features, scratch[x.Length..]);
    }
}
