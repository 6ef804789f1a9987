using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Layers;

/// <summary>
/// One MLP for all cells of a lattice: each cell's inputs are gathered from a row, and its outputs go to their places in the result. If
/// the map shifts with the cell, so do the outputs with the inputs: a circular convolution with an MLP for its kernel.
/// </summary>
/// <param name="Patches">From a row of the input to cells x inputs of the MLP.</param>
/// <param name="Mlp">The network of a cell.</param>
/// <param name="Places">From cells x outputs of the MLP to a row of the output.</param>
internal sealed record LocalNetwork(GatherMap Patches, Mlp Mlp, GatherMap Places) : INetwork
{
    /// <inheritdoc/>
    public int Inputs => Patches.Inputs;

    /// <inheritdoc/>
    public int Outputs => Places.Outputs;

    /// <inheritdoc/>
    public int ParameterCount => Mlp.ParameterCount;

    /// <inheritdoc/>
    public int ScratchPerRow => Patches.Outputs + Places.Inputs + (Cells * Mlp.ScratchPerRow);

    /// <inheritdoc/>
    public Linear Last => Mlp.Last;

    private int Cells => Patches.Outputs / Patches.Columns;

    /// <inheritdoc/>
    public void Initialize(RandomKey key, Span<float> parameters) => Mlp.Initialize(key, parameters);

    /// <inheritdoc/>
    public IEnumerable<ParameterView> Views(string prefix) => Mlp.Views(prefix);

    /// <inheritdoc/>
    public Variable Apply<T>(Tape<T> tape, Variable x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        tape.Gather(Mlp.Apply(tape, tape.Gather(x, Patches)), Places);

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> x, int rows, Span<float> y, Span<float> scratch)
    {
        Span<float> patches = scratch[..(rows * Patches.Outputs)], outputs = scratch.Slice(patches.Length, rows * Places.Inputs);
        Patches.Apply(x[..(rows * Inputs)], patches);
        Mlp.Forward(parameters, patches, rows * Cells, outputs, scratch[(patches.Length + outputs.Length)..]);
        Places.Apply<float>(outputs, y[..(rows * Outputs)]);
    }
}
