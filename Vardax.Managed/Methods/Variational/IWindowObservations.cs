namespace Vardax.Managed.Methods.Variational;

/// <summary>The observations of a window as a cost sees them: departures H(x) - y whitened by R, and their derivatives.</summary>
internal interface IWindowObservations
{
    /// <summary>Values observed: p.</summary>
    int Count { get; }

    /// <summary>result = R^-1/2 (H(x) - y).</summary>
    void Departures(ReadOnlySpan<double> window, Span<double> result);

    /// <summary>rows = R^-1/2 H'(x) G, p x parameters, with G the tangents of the control.</summary>
    void Jacobian(ControlModel control, Span<double> rows);

    /// <summary>result = R^-1/2 H'(x) change.</summary>
    void Tangent(ReadOnlySpan<double> window, ReadOnlySpan<double> change, Span<double> result);

    /// <summary>Adds H'(x)^T R^-T/2 weights to the change of a window.</summary>
    void Adjoint(ReadOnlySpan<double> window, ReadOnlySpan<double> weights, Span<double> change);

    /// <summary>What the cost of each value has of curvature, over what Gauss and Newton take for it, the square of its row.</summary>
    /// <returns>Whether any is not 1; nothing is written otherwise.</returns>
    bool TryCurvatures(ReadOnlySpan<double> window, Span<double> result) => false;

    /// <summary>Puts the components of the window's first state that are observed as they are in their place.</summary>
    /// <returns>Whether any are.</returns>
    bool TryObserve(Span<double> firstState);
}
