using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Amortized.Heads;

/// <summary>A density over the whitened control u given the encoder's features.</summary>
internal interface IControlHead
{
    /// <summary>Components of the control: n.</summary>
    int Controls { get; }

    /// <summary>Whether the density is a Gaussian, so that <see cref="Linearize"/> is the whole of it.</summary>
    bool IsGaussian { get; }

    /// <summary>Number of parameters.</summary>
    int ParameterCount { get; }

    /// <summary>Draws the parameters.</summary>
    /// <param name="key">The head's key.</param>
    /// <param name="parameters">The whole buffer.</param>
    /// <param name="zeroOutputs">Whether to start from the standard normal.</param>
    void Initialize(RandomKey key, Span<float> parameters, bool zeroOutputs);

    /// <summary>The parameters by name.</summary>
    IEnumerable<ParameterView> Views();

    /// <summary>Records -log q(u | features) of each row, batch x 1.</summary>
    Variable NegativeLogDensity<T>(Tape<T> tape, Variable features, Variable controls)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>What <see cref="Condition"/> leaves for the other methods: this many floats.</summary>
    int ConditionSize { get; }

    /// <summary>Floats of scratch that each method needs.</summary>
    int ScratchSize { get; }

    /// <summary>Conditions the density on one row of features.</summary>
    void Condition(ReadOnlySpan<float> parameters, ReadOnlySpan<float> features, Span<float> condition, Span<float> scratch);

    /// <summary>
    /// The control where all normals are 0, and the lower triangular derivative of the control by them: of a Gaussian its mean and a
    /// root of its covariance, of others the secants from -1 to 1.
    /// </summary>
    void Linearize(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, Span<double> center, Span<double> root, Span<float> scratch);

    /// <summary>log q(u).</summary>
    double LogProb(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, ReadOnlySpan<double> control, Span<float> scratch);

    /// <summary>Turns n independent unit normals into a draw of u.</summary>
    void Transform(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, ReadOnlySpan<float> normals, Span<double> control,
        Span<float> scratch);

    /// <summary>The n unit normals that <see cref="Transform"/> turns into a control: its inverse.</summary>
    void Whiten(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> condition, ReadOnlySpan<double> control, Span<double> normals,
        Span<float> scratch);
}
