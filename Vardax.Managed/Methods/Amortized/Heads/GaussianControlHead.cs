using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Kernels;
using Vardax.Managed.Layers;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Amortized.Heads;

/// <summary>
/// A Gaussian with full covariance over the whitened control: an MLP from the features to its mean m and the Cholesky factor U of
/// its precision (n + n (n + 1) / 2 outputs, the diagonal of U by its logarithm): log q(u) = -1/2 |U (u - m)|^2 + log det U
/// - n/2 log 2 pi.
/// </summary>
internal sealed record GaussianControlHead : IControlHead
{
    private readonly float[]? mixing;

    /// <summary>Lays out the head from parameter <paramref name="offset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the depth below 0.</exception>
    public GaussianControlHead(int features, int controls, int width, int depth, Activation activation, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(controls, 1);
        Controls = controls;
        Network = Mlp.Create(features, controls + (controls * (controls + 1) / 2), width, depth, activation, offset);
    }

    /// <summary>A head whose network gives the mean in other units: m is what it gives times a matrix.</summary>
    /// <param name="controls">n.</param>
    /// <param name="network">From the features to n + n (n + 1) / 2 outputs.</param>
    /// <param name="mixing">n x n: the row of means is multiplied by it from the right.</param>
    public GaussianControlHead(int controls, INetwork network, float[] mixing) =>
        (Controls, Network, this.mixing) = (controls, network, mixing);

    /// <summary>Features to m and U.</summary>
    public INetwork Network { get; }

    /// <summary>What the network's mean is multiplied by from the right, n x n; empty for nothing.</summary>
    public ReadOnlySpan<float> Mixing => mixing;

    /// <inheritdoc/>
    public int Controls { get; }

    /// <inheritdoc/>
    public bool IsGaussian => true;

    /// <inheritdoc/>
    public int ParameterCount => Network.ParameterCount;

    /// <inheritdoc/>
    public int ConditionSize => Network.Outputs;

    /// <inheritdoc/>
    public int ScratchSize => Network.ScratchPerRow + Controls;

    /// <inheritdoc/>
    public void Initialize(RandomKey key, Span<float> parameters, bool zeroOutputs)
    {
        Network.Initialize(key, parameters);
        if (zeroOutputs)
            parameters.Slice(Network.Last.Offset, Network.Last.ParameterCount).Clear();
    }

    /// <inheritdoc/>
    public IEnumerable<ParameterView> Views() => Network.Views("head.mlp");

    /// <inheritdoc/>
    public Variable NegativeLogDensity<T>(Tape<T> tape, Variable features, Variable controls)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        Variable outputs = Network.Apply(tape, features), mean = tape.Slice(outputs, 0, Controls);
        if (mixing is not null)
        {
            Variable matrix = tape.Input(Controls, Controls);
            Span<T> values = tape.Write(matrix);
            for (int i = 0; i < values.Length; i++)
                values[i] = T.CreateChecked(mixing[i]);
            mean = tape.MatMul(mean, matrix);
        }

        return tape.TriangularGaussianNll(mean, tape.Slice(outputs, Controls, outputs.Columns - Controls), controls);
    }

    /// <inheritdoc/>
    public void Condition(ReadOnlySpan<float> parameters, ReadOnlySpan<float> features, Span<float> condition, Span<float> scratch)
    {
        Network.Forward(parameters, features, 1, condition[..ConditionSize], scratch);
        if (mixing is null)
            return;
        Span<float> mean = scratch.Slice(Network.ScratchPerRow, Controls);
        condition[..Controls].CopyTo(mean);
        MatMul.Multiply<float, VectorIdentity<float>>(1, Controls, Controls, mean, Controls, 1, mixing, condition[..Controls], default, default);
    }

    /// <inheritdoc/>
    public void Linearize(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, Span<double> center, Span<double> root, Span<float> scratch)
    {
        int n = Controls;
        ReadOnlySpan<float> diagonal = condition.Slice(n, n), below = condition[(2 * n)..];
        for (int i = 0; i < n; i++)
            center[i] = condition[i];

        // The root of the covariance is U^-1, row by row: U (U^-1) = I.
        root[..(n * n)].Clear();
        for (int i = 0, start = 0; i < n; start += i, i++)
        {
            double inverse = Math.Exp(-diagonal[i]);
            root[(i * n) + i] = inverse;
            for (int j = 0; j < i; j++)
            {
                double sum = 0;
                for (int k = j; k < i; k++)
                    sum += below[start + k] * root[(k * n) + j];
                root[(i * n) + j] = -sum * inverse;
            }
        }
    }

    /// <inheritdoc/>
    public double LogProb(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, ReadOnlySpan<double> control, Span<float> scratch)
    {
        int n = Controls;
        double log = -n * Math.Log(Math.Tau) / 2;
        for (int i = 0; i < n; i++)
        {
            double normal = Normal(condition, control, Controls, i);
            log += condition[n + i] - (normal * normal / 2);
        }

        return log;
    }

    /// <inheritdoc/>
    public void Transform(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, ReadOnlySpan<float> normals, Span<double> control,
        Span<float> scratch)
    {
        // Solves U (u - m) = z from the first component on.
        int n = Controls;
        ReadOnlySpan<float> diagonal = condition.Slice(n, n), below = condition[(2 * n)..];
        for (int i = 0, start = 0; i < n; start += i, i++)
        {
            double z = normals[i];
            for (int k = 0; k < i; k++)
                z -= below[start + k] * (control[k] - condition[k]);
            control[i] = condition[i] + (z * Math.Exp(-diagonal[i]));
        }
    }

    /// <inheritdoc/>
    public void Whiten(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, ReadOnlySpan<double> control, Span<double> normals,
        Span<float> scratch)
    {
        for (int i = 0; i < Controls; i++)
            normals[i] = Normal(condition, control, Controls, i);
    }

    /// <summary>z_i = (U (u - m))_i of n controls.</summary>
    internal static double Normal(ReadOnlySpan<float> condition, ReadOnlySpan<double> control, int n, int i)
    {
        ReadOnlySpan<float> below = condition[((2 * n) + (i * (i - 1) / 2))..];
        double z = Math.Exp(condition[n + i]) * (control[i] - condition[i]);
        for (int k = 0; k < i; k++)
            z += below[k] * (control[k] - condition[k]);
        return z;
    }
}
