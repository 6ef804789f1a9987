using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Layers;

/// <summary>
/// y = x W + b: sizes, and where the weights stand in a flat parameter buffer. W is stored inputs x outputs, row-major (the layout
/// the kernels stream; files and drawings use the transposed outputs x inputs), the bias behind it.
/// </summary>
/// <param name="Inputs">Columns of x.</param>
/// <param name="Outputs">Columns of y.</param>
/// <param name="Offset">First parameter.</param>
internal sealed record Linear(int Inputs, int Outputs, int Offset)
{
    /// <summary>Number of parameters: (inputs + 1) outputs.</summary>
    public int ParameterCount => checked((Inputs + 1) * Outputs);

    /// <summary>First element of the bias.</summary>
    public int BiasOffset => Offset + (Inputs * Outputs);

    /// <summary>
    /// Draws weight (as outputs x inputs) and bias uniform on (-1/sqrt(inputs), 1/sqrt(inputs)), from the two keys of
    /// <c>split(key)</c>.
    /// </summary>
    /// <param name="key">The layer's key.</param>
    /// <param name="parameters">The whole parameter buffer.</param>
    public void Initialize(RandomKey key, Span<float> parameters)
    {
        float bound = (float)(1 / Math.Sqrt(Inputs));
        (RandomKey weightKey, RandomKey biasKey) = key.Split();
        var weight = new float[Inputs * Outputs];
        RandomDraws.Uniform(weightKey, weight, -bound, bound);
        Transpose.Copy<float>(Outputs, Inputs, weight, parameters.Slice(Offset, weight.Length));
        RandomDraws.Uniform(biasKey, parameters.Slice(BiasOffset, Outputs), -bound, bound);
    }

    /// <summary>Records the layer, rectified or not: batch x inputs to batch x outputs.</summary>
    public Variable Apply<T>(Tape<T> tape, Variable x, bool rectify = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        Variable weight = tape.Parameter(Offset, Inputs, Outputs);
        Variable bias = tape.Parameter(BiasOffset, 1, Outputs);
        return rectify ? tape.AffineRelu(x, weight, bias) : tape.Affine(x, weight, bias);
    }

    /// <summary>y = f(x W + b) for <paramref name="rows"/> rows, without a tape.</summary>
    internal void Forward<TActivation>(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> x, int rows, Span<float> y, TActivation activation)
        where TActivation : struct, IUnaryOperator<float> =>
        MatMul.Multiply(rows, Outputs, Inputs, x, Inputs, 1, parameters.Slice(Offset, Inputs * Outputs), y,
            parameters.Slice(BiasOffset, Outputs), activation);
}
