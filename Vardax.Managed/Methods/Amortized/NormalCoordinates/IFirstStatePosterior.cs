using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.NormalCoordinates;

/// <summary>
/// A posterior that makes the window's first state of unit normals, by an invertible map, and lets the model carry it over the
/// window.
/// </summary>
internal interface IFirstStatePosterior
{
    /// <summary>The <see cref="SortedCoordinates"/> of a first state, not recalibrated, and their features.</summary>
    /// <returns>Whether there is such a map for the problem.</returns>
    bool TryWhiten(
        ObservedWindow problem, ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates);
}
