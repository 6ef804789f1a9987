using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Layers;

/// <summary>A map from rows of inputs to rows of outputs, by parameters in one flat buffer.</summary>
internal interface INetwork
{
    /// <summary>Columns of the input.</summary>
    int Inputs { get; }

    /// <summary>Columns of the output.</summary>
    int Outputs { get; }

    /// <summary>Number of parameters.</summary>
    int ParameterCount { get; }

    /// <summary>Floats of scratch that <see cref="Forward"/> needs per row.</summary>
    int ScratchPerRow { get; }

    /// <summary>The last layer: without its parameters all outputs are 0.</summary>
    Linear Last { get; }

    /// <summary>Draws the parameters.</summary>
    void Initialize(RandomKey key, Span<float> parameters);

    /// <summary>The parameters by name.</summary>
    IEnumerable<ParameterView> Views(string prefix);

    /// <summary>Records the network: batch x inputs to batch x outputs.</summary>
    Variable Apply<T>(Tape<T> tape, Variable x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Runs the network without a tape; y must not overlap the rest.</summary>
    void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> x, int rows, Span<float> y, Span<float> scratch);
}
