using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Layers;

/// <summary>
/// A multilayer perceptron: <paramref name="Layers"/> with an activation between them and none at the end.
/// </summary>
/// <param name="Layers">The linear layers, each fitting the next.</param>
/// <param name="Activation">Applied after every layer but the last.</param>
internal sealed record Mlp(IReadOnlyList<Linear> Layers, Activation Activation) : INetwork
{
    /// <summary>Columns of the input.</summary>
    public int Inputs => Layers[0].Inputs;

    /// <summary>Columns of the output.</summary>
    public int Outputs => Layers[^1].Outputs;

    /// <summary>Number of parameters of all layers.</summary>
    public int ParameterCount => Layers.Sum(layer => layer.ParameterCount);

    /// <inheritdoc/>
    public Linear Last => Layers[^1];

    /// <inheritdoc/>
    public int ScratchPerRow => 2 * MaxWidth;

    /// <summary>The widest intermediate result.</summary>
    internal int MaxWidth { get; } = Layers.Max(layer => layer.Outputs);

    /// <summary>Lays out an MLP of <paramref name="depth"/> hidden layers of one width from parameter <paramref name="offset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the depth below 0.</exception>
    public static Mlp Create(int inputs, int outputs, int width, int depth, Activation activation, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        if (!Enum.IsDefined(activation))
            throw new ArgumentOutOfRangeException(nameof(activation), activation, "Expected a named activation.");
        var layers = new Linear[depth + 1];
        for (int i = 0; i <= depth; i++)
        {
            layers[i] = new Linear(i == 0 ? inputs : width, i == depth ? outputs : width, offset);
            offset = checked(offset + layers[i].ParameterCount);
        }

        return new Mlp(layers, activation);
    }

    /// <summary>Draws the parameters: layer i from key i of <c>split(key, layers)</c>.</summary>
    public void Initialize(RandomKey key, Span<float> parameters)
    {
        for (int i = 0; i < Layers.Count; i++)
            Layers[i].Initialize(key.Child((ulong)i), parameters);
    }

    /// <summary>The parameters by name: <c>{prefix}.layers.{i}.weight</c> and <c>.bias</c>.</summary>
    public IEnumerable<ParameterView> Views(string prefix)
    {
        for (int i = 0; i < Layers.Count; i++)
        {
            Linear layer = Layers[i];
            yield return new ParameterView($"{prefix}.layers.{i}.weight", layer.Offset, layer.Inputs, layer.Outputs);
            yield return new ParameterView($"{prefix}.layers.{i}.bias", layer.BiasOffset, 1, layer.Outputs);
        }
    }

    /// <summary>Records the network: batch x inputs to batch x outputs.</summary>
    public Variable Apply<T>(Tape<T> tape, Variable x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        for (int i = 0; i < Layers.Count; i++)
        {
            bool hidden = i < Layers.Count - 1;
            x = Layers[i].Apply(tape, x, rectify: hidden && Activation == Activation.Relu);
            if (hidden && Activation == Activation.Silu)
                x = tape.Silu(x);
            else if (hidden && Activation == Activation.Tanh)
                x = tape.Tanh(x);
        }

        return x;
    }

    /// <summary>Runs the network without a tape.</summary>
    /// <param name="parameters">The whole parameter buffer.</param>
    /// <param name="x">rows x inputs.</param>
    /// <param name="rows">Batch size.</param>
    /// <param name="y">Receives rows x outputs; must not overlap the rest.</param>
    /// <param name="scratch">At least 2 rows x the widest layer.</param>
    public void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> x, int rows, Span<float> y, Span<float> scratch) =>
        Forward(0, parameters, x, rows, y, scratch);

    /// <summary>
    /// The part of the first layer's result, before its activation, that the first of its inputs and the bias make: one row.
    /// </summary>
    internal void ForwardFirst(ReadOnlySpan<float> parameters, ReadOnlySpan<float> leading, Span<float> partial)
    {
        Linear first = Layers[0];
        MatMul.Multiply(1, first.Outputs, leading.Length, leading, leading.Length, 1,
            parameters.Slice(first.Offset, leading.Length * first.Outputs), partial,
            parameters.Slice(first.BiasOffset, first.Outputs), default(VectorIdentity<float>));
    }

    /// <summary>Runs the network from what <see cref="ForwardFirst"/> left and the last inputs on: one row.</summary>
    /// <param name="parameters">The whole parameter buffer.</param>
    /// <param name="partial">The result of <see cref="ForwardFirst"/>, left as it is.</param>
    /// <param name="trailing">The other inputs.</param>
    /// <param name="y">Receives the outputs; must not overlap the rest.</param>
    /// <param name="scratch">At least 2 x the widest layer.</param>
    internal void ForwardRest(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> partial, ReadOnlySpan<float> trailing, Span<float> y,
        Span<float> scratch)
    {
        Linear first = Layers[0];
        Span<float> hidden = Layers.Count == 1 ? y[..first.Outputs] : scratch[..first.Outputs];
        partial[..first.Outputs].CopyTo(hidden);
        for (int i = 0; i < trailing.Length; i++)
        {
            int row = first.Offset + ((first.Inputs - trailing.Length + i) * first.Outputs);
            Elementwise.Map(parameters.Slice(row, first.Outputs), hidden, hidden, new VectorAddScaled<float>(trailing[i]));
        }

        if (Layers.Count == 1)
            return;
        switch (Activation)
        {
            case Activation.Silu: Elementwise.Map(hidden, hidden, default(VectorSilu<float>)); break;
            case Activation.Tanh: Elementwise.Map(hidden, hidden, default(VectorTanh<float>)); break;
            default: Elementwise.Map(hidden, hidden, default(VectorRelu<float>)); break;
        }

        Forward(1, parameters, hidden, 1, y, scratch);
    }

    private void Forward(
        int firstLayer, ReadOnlySpan<float> parameters, ReadOnlySpan<float> x, int rows, Span<float> y, Span<float> scratch)
    {
        int half = rows * MaxWidth;
        for (int i = firstLayer; i < Layers.Count - 1; i++)
        {
            Span<float> hidden = scratch.Slice((i & 1) * half, rows * Layers[i].Outputs);
            switch (Activation)
            {
                case Activation.Silu: Layers[i].Forward<VectorSilu<float>>(parameters, x, rows, hidden, default); break;
                case Activation.Tanh: Layers[i].Forward<VectorTanh<float>>(parameters, x, rows, hidden, default); break;
                default: Layers[i].Forward<VectorRelu<float>>(parameters, x, rows, hidden, default); break;
            }

            x = hidden;
        }

        Layers[^1].Forward<VectorIdentity<float>>(parameters, x, rows, y, default);
    }
}
