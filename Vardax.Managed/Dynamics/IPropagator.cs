namespace Vardax.Managed.Dynamics;

/// <summary>
/// A model x_{k+1} = M(x_k) in one precision: single trajectories, ensembles laid out component by component, and the derivative M'
/// of a step applied to many directions at once.
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
