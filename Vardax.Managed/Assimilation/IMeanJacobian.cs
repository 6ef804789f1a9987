using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>The derivative of an analysis's mean by the observations: its sensitivity, whose transpose is the adjoint.</summary>
public interface IMeanJacobian
{
    /// <summary>The method's name, as shown in tables.</summary>
    string Name { get; }

    /// <summary>Computes the product (d mean / d observations) direction at the problem's observations.</summary>
    /// <param name="problem">The observed window.</param>
    /// <param name="observationDirection">One value per window entry; what it holds where nothing is observed does not
    /// count.</param>
    /// <param name="meanDirection">Receives one value per window entry.</param>
    /// <returns>Whether the product is usable, and why not.</returns>
    AnalysisStatus MeanTangent(
        ObservedWindow problem, ReadOnlySpan<float> observationDirection, Span<double> meanDirection);
}
