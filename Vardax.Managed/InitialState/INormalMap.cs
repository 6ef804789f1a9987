namespace Vardax.Managed.InitialState;

/// <summary>
/// An invertible map from independent unit normals z to the state at the window's start, in the coordinates of the initial
/// distribution: what a posterior over that state is, for all that carries it over the window. One thread at a time.
/// </summary>
internal interface INormalMap
{
    /// <summary>Whether the map is affine, so that <see cref="Linearize"/> is the whole of it.</summary>
    bool IsAffine { get; }

    /// <summary>The state where all normals are 0, and the derivative of the state by them (exact if the map is affine).</summary>
    /// <param name="center">Receives n values.</param>
    /// <param name="root">Receives n x n values.</param>
    /// <returns>Whether they are finite and the derivative is regular.</returns>
    bool Linearize(Span<double> center, Span<double> root);

    /// <summary>The state of n normals.</summary>
    void Transform(ReadOnlySpan<double> normals, Span<double> state);

    /// <summary>The n normals that lead to a state.</summary>
    void Whiten(ReadOnlySpan<double> state, Span<double> normals);

    /// <summary>Log density of a state.</summary>
    double LogProb(ReadOnlySpan<double> state);
}
