namespace Vardax.Managed.Dynamics;

/// <summary>
/// A model x_{k+1} = M(x_k) in one precision: single trajectories, ensembles laid out component by component, and the derivative M'
/// of a step applied to many directions at once. <see cref="Systems.PropagatorTest"/> tests an implementation. The contract:
/// <list type="bullet">
/// <item>Threads: any number of threads may call one instance at once, so that an implementation holds no buffers of a call.</item>
/// <item>Bits: the same arguments give the same bits, whatever was called before; a member of an ensemble, of any size and place,
/// comes to the same bits as a single trajectory, and a column of a tangent or an adjoint to those of the same column alone.</item>
/// <item>In place: the initial state may be inside the states that are written; ensembles, directions and weights are written over
/// themselves.</item>
/// <item>Negative steps: dt below 0 steps backwards, up to the scheme's error. Controls before the window and the polish do.</item>
/// <item>Derivatives: the tangent is the derivative of the discrete step, as the code takes it, and the adjoint its transpose.</item>
/// <item>States that leave the model's domain become NaN or infinite; a step throws for sizes alone.</item>
/// </list>
/// </summary>
/// <typeparam name="T"><c>float</c> or <c>double</c>.</typeparam>
public interface IPropagator<T>
{
    /// <summary>Components of a state.</summary>
    int Dimension { get; }

    /// <summary>Steps from a state, keeping every state after it.</summary>
    /// <param name="initial">The state to start from, which is not stored; may be inside <paramref name="states"/>.</param>
    /// <param name="dt">The step.</param>
    /// <param name="states">Receives one state per step, row-major; its length sets the number of steps.</param>
    /// <exception cref="ArgumentException">A length is not a whole number of states.</exception>
    void Integrate(ReadOnlySpan<T> initial, T dt, Span<T> states);

    /// <summary>Steps every member of an ensemble in place.</summary>
    /// <param name="ensemble">dimension x members values: component c of member i at c * members + i.</param>
    /// <param name="members">Number of members.</param>
    /// <param name="dt">The step.</param>
    /// <param name="steps">Number of steps.</param>
    /// <exception cref="ArgumentException">The length is not dimension x members, or a count is negative.</exception>
    void IntegrateEnsemble(Span<T> ensemble, int members, T dt, int steps);

    /// <summary>Tangent of one step: each column d of <paramref name="directions"/> becomes M'(state) d.</summary>
    /// <param name="state">Where the step starts.</param>
    /// <param name="dt">The step.</param>
    /// <param name="directions">dimension x count values, row-major: component c of column i at c * count + i.</param>
    /// <param name="count">Number of columns.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    void TangentStep(ReadOnlySpan<T> state, T dt, Span<T> directions, int count);

    /// <summary>Adjoint of one step: each column w of <paramref name="weights"/> becomes M'(state)^T w.</summary>
    /// <param name="state">Where the step starts.</param>
    /// <param name="dt">The step.</param>
    /// <param name="weights">dimension x count values, row-major.</param>
    /// <param name="count">Number of columns.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    void AdjointStep(ReadOnlySpan<T> state, T dt, Span<T> weights, int count);
}
