using System.Numerics;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Kernels;
using Vardax.Managed.Layers;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// A density q(x | y) computed by a network from one flat parameter buffer: what <see cref="Training.AmortizedTrainingStep"/> trains, by
/// maximum likelihood on simulated pairs.
/// </summary>
public abstract class ConditionalDensity
{
    private readonly Memory<float> parameters;

    private protected ConditionalDensity(Memory<float> parameters, IReadOnlyList<ParameterView> layout) =>
        (this.parameters, Layout) = (parameters, layout);

    /// <summary>All parameters; <see cref="Layout"/> says what stands where.</summary>
    public ReadOnlyMemory<float> Parameters => parameters;

    /// <summary>The parts of the parameter buffer, by name.</summary>
    public IReadOnlyList<ParameterView> Layout { get; }

    /// <summary>Length of y.</summary>
    public abstract int Observations { get; }

    /// <summary>Length of x.</summary>
    public abstract int States { get; }

    internal Span<float> MutableParameters => parameters.Span;

    /// <summary>How much larger a negative log density is in physical units than in the network's, with nothing missing.</summary>
    internal abstract double LogScale { get; }

    /// <summary>Log density, as the posterior's, of a window under the simulated prior's two moments.</summary>
    internal abstract double PriorLogProb(ReadOnlySpan<float> window, Climatology climatology);

    /// <summary>What brings pairs into the network's units: one for each thread.</summary>
    internal abstract IPairUnits CreateUnits();

    /// <summary>Floats of scratch that <see cref="IPairUnits.Standardize"/> needs per row.</summary>
    internal abstract int StandardizeScratchPerRow { get; }

    /// <summary>
    /// Records the loss of each row on a tape: -log q(state | observations), batch x 1, all in the network's units.
    /// </summary>
    internal abstract Variable NegativeLogDensity<T>(Tape<T> tape, Variable observations, Variable mask, Variable states)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>A buffer for the parameters, as many as expected where that is said.</summary>
    /// <exception cref="ArgumentException">There are not as many.</exception>
    private protected static Memory<float> Room(int encoder, int head, long? expected)
    {
        long count = (long)encoder + head;
        return expected is null || expected == count
            ? CacheLine.Allocate<float>(checked((int)count))
            : throw new ArgumentException($"The architecture has {count} parameters, expected {expected}.", nameof(expected));
    }
}
