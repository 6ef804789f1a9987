using Vardax.Managed.Expressions;

namespace Vardax.Managed.Dynamics;

/// <summary>One step of a system and its tangent, as expressions.</summary>
/// <param name="Graph">Their graph.</param>
/// <param name="Steps">The step dt, and how many nominal steps it is.</param>
/// <param name="Inputs">The state before the step.</param>
/// <param name="Directions">The direction of each input.</param>
/// <param name="Next">The state after the step, with the sites of each.</param>
/// <param name="Tangents">The derivative of each along the directions; -1 if there is none.</param>
internal sealed record StepDerivative(
    ExpressionGraph Graph, IReadOnlyList<int> Steps, IReadOnlyList<int> Inputs, IReadOnlyList<int> Directions,
    IReadOnlyList<(int Node, int Length)> Next, IReadOnlyList<(int Node, int Length)> Tangents);
