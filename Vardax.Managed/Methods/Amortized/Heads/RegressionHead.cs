using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Amortized.Heads;

/// <summary>Two MLPs from the features, one to the mean and one to the log variance of each window entry.</summary>
internal sealed record RegressionHead
{
    /// <summary>Lays out the head from parameter <paramref name="offset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the depth below 0.</exception>
    public RegressionHead(int features, int entries, int width, int depth, Activation activation, int offset)
    {
        Mean = Mlp.Create(features, entries, width, depth, activation, offset);
        LogVariance = Mlp.Create(features, entries, width, depth, activation, offset + Mean.ParameterCount);
    }

    /// <summary>Features to mean.</summary>
    public Mlp Mean { get; }

    /// <summary>Features to log variance.</summary>
    public Mlp LogVariance { get; }

    /// <summary>Number of parameters.</summary>
    public int ParameterCount => Mean.ParameterCount + LogVariance.ParameterCount;

    /// <summary>Floats of scratch <see cref="Predict"/> needs per row.</summary>
    internal int ScratchPerRow => 2 * Math.Max(Mean.MaxWidth, LogVariance.MaxWidth);

    /// <summary>Draws the parameters: (mean, log variance) from the two keys of <c>split(key)</c>.</summary>
    /// <param name="key">The head's key.</param>
    /// <param name="parameters">The whole buffer.</param>
    /// <param name="zeroOutputs">Whether the last layers start at zero, so that the first prediction is mean 0, variance 1.</param>
    public void Initialize(RandomKey key, Span<float> parameters, bool zeroOutputs)
    {
        (RandomKey meanKey, RandomKey logVarianceKey) = key.Split();
        Mean.Initialize(meanKey, parameters);
        LogVariance.Initialize(logVarianceKey, parameters);
        if (!zeroOutputs)
            return;
        foreach (Linear last in (ReadOnlySpan<Linear>)[Mean.Layers[^1], LogVariance.Layers[^1]])
            parameters.Slice(last.Offset, last.ParameterCount).Clear();
    }

    /// <summary>The parameters by name.</summary>
    public IEnumerable<ParameterView> Views() => [.. Mean.Views("head.mlp_mu"), .. LogVariance.Views("head.mlp_log_var")];

    /// <summary>Records the head: batch x features to mean and log variance, batch x entries each.</summary>
    public (Variable Mean, Variable LogVariance) Apply<T>(Tape<T> tape, Variable features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (Mean.Apply(tape, features), LogVariance.Apply(tape, features));

    /// <summary>Runs the head without a tape.</summary>
    internal void Predict(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> features, int rows, Span<float> mean, Span<float> logVariance,
        Span<float> scratch)
    {
        Mean.Forward(parameters, features, rows, mean, scratch);
        LogVariance.Forward(parameters, features, rows, logVariance, scratch);
    }
}
