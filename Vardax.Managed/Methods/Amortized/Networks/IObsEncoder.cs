using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>Maps a window's observations and mask to a vector of features.</summary>
internal interface IObsEncoder
{
    /// <summary>Entries of the windows it takes.</summary>
    int Entries { get; }

    /// <summary>Number of features.</summary>
    int Features { get; }

    /// <summary>Number of parameters, which start at the beginning of the posterior's buffer.</summary>
    int ParameterCount { get; }

    /// <summary>Floats of scratch that <see cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, int, Span{float}, Span{float})"/>
    /// needs per row.</summary>
    int ScratchPerRow { get; }

    /// <summary>Draws the parameters.</summary>
    void Initialize(RandomKey key, Span<float> parameters);

    /// <summary>The parameters by name.</summary>
    IEnumerable<ParameterView> Views();

    /// <summary>Records the encoder: observations and mask, batch x entries each, to batch x features.</summary>
    Variable Encode<T>(Tape<T> tape, Variable observations, Variable mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Runs the encoder without a tape.</summary>
    /// <param name="parameters">The posterior's parameter buffer.</param>
    /// <param name="observations">rows x entries.</param>
    /// <param name="mask">rows x entries.</param>
    /// <param name="rows">Batch size.</param>
    /// <param name="features">Receives rows x features.</param>
    /// <param name="scratch">At least rows x <see cref="ScratchPerRow"/>.</param>
    void Encode(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, int rows,
        Span<float> features, Span<float> scratch);
}
