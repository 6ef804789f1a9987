namespace Vardax.Managed.Systems;

/// <summary>One thing that a propagator has to do, and whether it does.</summary>
/// <param name="Name">What: "value", "tangent", "adjoint", ...</param>
/// <param name="Passes">Whether the propagator does it.</param>
/// <param name="Message">What was expected and found.</param>
public readonly record struct PropagatorTestItem(string Name, bool Passes, string Message);
