namespace Vardax.Managed.Optimization;

/// <summary>A method that finds a local minimum of a least-squares cost. Immutable: one instance serves many threads.</summary>
public interface ILeastSquaresMinimizer
{
    /// <summary>Moves <paramref name="x"/> from a starting point to a local minimum, as far as the method gets.</summary>
    /// <param name="problem">The cost.</param>
    /// <param name="x">The starting point; receives the best point found, whatever the status.</param>
    /// <param name="workspace">Buffers of the calling thread, so that nothing is allocated; null to allocate them.</param>
    /// <returns>How far it got, and where that is.</returns>
    /// <exception cref="ArgumentException">The length of <paramref name="x"/> is not the problem's.</exception>
    MinimizationResult Minimize(ILeastSquares problem, Span<double> x, MinimizerWorkspace? workspace = null);
}
