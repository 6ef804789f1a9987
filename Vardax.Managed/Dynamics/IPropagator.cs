namespace Vardax.Managed.Dynamics;

/// <summary>A model run in one precision: single trajectories, and ensembles laid out component by component.</summary>
/// <typeparam name="T"><c>float</c> or <c>double</c>.</typeparam>
public interface IPropagator<T> : IVectorField<T>
{
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
}
