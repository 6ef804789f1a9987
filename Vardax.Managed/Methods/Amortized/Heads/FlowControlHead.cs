using System.Numerics;
using System.Runtime.InteropServices;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Amortized.Heads;

/// <summary>
/// A conditional autoregressive flow over the whitened control u, for densities that are curved or in several pieces:
/// log q(u) = log det U + sum over i of log q(z_i | z_1 ... z_{i-1}), z = U (u - m), U lower triangular, each factor a mixture of
/// Gaussians on the line. One MLP gives m, U and the first mixture from the features, one more each mixture after it from the
/// features and the z before (Bishop 1994, "Mixture density networks"; Papamakarios et al. 2017, "Masked autoregressive flow",
/// with mixtures). Every factor's quantile function is increasing, so draws are an invertible map of unit normals.
/// </summary>
internal sealed record FlowControlHead : IControlHead
{
    // Of the mixtures' means at the start: wide enough to tell the components apart, narrow enough to be a Gaussian together.
    private const double InitialSpread = 0.5;

    private readonly Mlp[] mlps;

    /// <summary>Lays out the head from parameter <paramref name="offset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, the depth below 0, or the components fewer than 2.
    /// </exception>
    public FlowControlHead(
        int features, int controls, int width, int depth, Activation activation, int offset, int components = 8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(controls, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 2);
        (Controls, Components) = (controls, components);
        mlps = new Mlp[controls];
        for (int i = 0; i < controls; i++)
        {
            mlps[i] = Mlp.Create(features + i, (i == 0 ? AffineSize : 0) + MixtureSize, width, depth, activation, offset);
            offset += mlps[i].ParameterCount;
        }
    }

    /// <inheritdoc/>
    public int Controls { get; }

    /// <inheritdoc/>
    public bool IsGaussian => false;

    /// <summary>Gaussians of each mixture.</summary>
    public int Components { get; }

    /// <summary>Features, and the i components of z before, to the mixture of the next; the first also to m and U.</summary>
    public IReadOnlyList<Mlp> Mlps => mlps;

    /// <inheritdoc/>
    public int ParameterCount => mlps.Sum(mlp => mlp.ParameterCount);

    /// <inheritdoc/>
    public int ConditionSize => mlps[0].Outputs + ((Controls - 1) * FirstOutputs);

    /// <inheritdoc/>
    public int ScratchSize => DrawScratch + (3 * Controls);

    private int DrawScratch => Controls + MixtureSize + (2 * mlps[0].MaxWidth);

    private int AffineSize => Controls + (Controls * (Controls + 1) / 2);

    private int MixtureSize => 3 * Components;

    /// <summary>Outputs of the first layer of every MLP but the first.</summary>
    private int FirstOutputs => Controls == 1 ? 0 : mlps[1].Layers[0].Outputs;

    /// <inheritdoc/>
    public void Initialize(RandomKey key, Span<float> parameters, bool zeroOutputs)
    {
        // Means on a grid of variance r^2 and deviations sqrt(1 - r^2): mean 0 and variance 1 together.
        double step = InitialSpread * Math.Sqrt(3 / (((double)Components * Components) - 1));
        double logScale = -Math.Log(1 - (InitialSpread * InitialSpread)) / 2, bound = GaussianMixture.LogScaleBound;
        for (int i = 0; i < Controls; i++)
        {
            mlps[i].Initialize(key.Child((ulong)i), parameters);
            Linear last = mlps[i].Layers[^1];
            if (zeroOutputs)
                parameters.Slice(last.Offset, last.ParameterCount).Clear();
            Span<float> mixture = parameters.Slice(last.BiasOffset, last.Outputs)[^MixtureSize..];
            for (int k = 0; k < Components; k++)
            {
                mixture[Components + k] += (float)(step * ((2 * k) + 1 - Components));
                mixture[(2 * Components) + k] += (float)(bound * Math.Atanh(logScale / bound));
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ParameterView> Views() => mlps.SelectMany((mlp, i) => mlp.Views($"head.mlps.{i}"));

    /// <inheritdoc/>
    public Variable NegativeLogDensity<T>(Tape<T> tape, Variable features, Variable controls)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        T bound = T.CreateChecked(GaussianMixture.LogScaleBound);
        Variable outputs = mlps[0].Apply(tape, features), mixture = tape.Slice(outputs, AffineSize, MixtureSize);
        Variable white = tape.TriangularWhiten(
            tape.Slice(outputs, 0, Controls), tape.Slice(outputs, Controls, AffineSize - Controls), controls);
        Variable nll = tape.Slice(white, Controls, 1);
        for (int i = 0; i < Controls; i++)
        {
            if (i > 0)
                mixture = mlps[i].Apply(tape, tape.Concatenate(features, tape.Slice(white, 0, i)));
            nll = tape.Add(nll, tape.GaussianMixtureNll(mixture, tape.Slice(white, i, 1), bound));
        }

        return nll;
    }

    /// <inheritdoc/>
    public void Condition(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> features, Span<float> condition, Span<float> scratch)
    {
        mlps[0].Forward(parameters, features, 1, condition[..mlps[0].Outputs], scratch);
        for (int i = 1; i < Controls; i++)
            mlps[i].ForwardFirst(parameters, features[..mlps[0].Inputs], condition[Partial(i)]);
    }

    /// <inheritdoc/>
    public void Linearize(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, Span<double> center, Span<double> root, Span<float> scratch)
    {
        int n = Controls;
        Span<float> normals = scratch.Slice(DrawScratch, n);
        Span<double> low = MemoryMarshal.Cast<float, double>(scratch.Slice(DrawScratch + n, 2 * n)), high = center[..n];
        normals.Clear();
        for (int k = 0; k < n; k++)
        {
            normals[k] = -1;
            Transform(parameters, condition, normals, low, scratch);
            normals[k] = 1;
            Transform(parameters, condition, normals, high, scratch);
            normals[k] = 0;
            for (int i = 0; i < n; i++)
                root[(i * n) + k] = i < k ? 0 : (high[i] - low[i]) / 2;
        }

        Transform(parameters, condition, normals, center, scratch);
    }

    /// <inheritdoc/>
    public double LogProb(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, ReadOnlySpan<double> control, Span<float> scratch)
    {
        Span<double> buffer = stackalloc double[MixtureSize];
        double log = 0;
        for (int i = 0; i < Controls; i++)
        {
            double z = GaussianControlHead.Normal(condition, control, Controls, i);
            log += condition[Controls + i] + new GaussianMixture(Outputs(parameters, condition, i, scratch), buffer).LogDensity(z);
            scratch[i] = (float)z;
        }

        return log;
    }

    /// <inheritdoc/>
    public void Whiten(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, ReadOnlySpan<double> control, Span<double> normals,
        Span<float> scratch)
    {
        Span<double> buffer = stackalloc double[MixtureSize];
        for (int i = 0; i < Controls; i++)
        {
            double z = GaussianControlHead.Normal(condition, control, Controls, i);
            normals[i] = new GaussianMixture(Outputs(parameters, condition, i, scratch), buffer).Score(z);
            scratch[i] = (float)z;
        }
    }

    /// <inheritdoc/>
    public void Transform(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, ReadOnlySpan<float> normals, Span<double> control,
        Span<float> scratch)
    {
        int n = Controls;
        ReadOnlySpan<float> diagonal = condition.Slice(n, n), below = condition[(2 * n)..];
        Span<double> buffer = stackalloc double[MixtureSize];
        for (int i = 0, start = 0; i < n; start += i, i++)
        {
            double z = new GaussianMixture(Outputs(parameters, condition, i, scratch), buffer).Quantile(normals[i]);
            scratch[i] = (float)z;
            for (int k = 0; k < i; k++)
                z -= below[start + k] * (control[k] - condition[k]);
            control[i] = condition[i] + (z * Math.Exp(-diagonal[i]));
        }
    }

    /// <summary>The outputs that make mixture i, given the z before it at the start of the scratch.</summary>
    private ReadOnlySpan<float> Outputs(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, int i, Span<float> scratch)
    {
        if (i == 0)
            return condition.Slice(AffineSize, MixtureSize);
        Span<float> outputs = scratch.Slice(Controls, MixtureSize);
        mlps[i].ForwardRest(
            parameters, condition[Partial(i)], scratch[..i], outputs, scratch[(Controls + MixtureSize)..]);
        return outputs;
    }

    /// <summary>Where the condition holds the first layer of MLP i as far as the features make it.</summary>
    private Range Partial(int i)
    {
        int start = mlps[0].Outputs + ((i - 1) * FirstOutputs);
        return start..(start + FirstOutputs);
    }
}
