namespace Vardax.Managed.Methods.Filtering;

/// <summary>All that changes in a filter, between two calls.</summary>
/// <param name="Method">The class of the filter.</param>
/// <param name="Values">Clock, innovation, and the numbers of the state of knowledge.</param>
public sealed record FilterState(string Method, IReadOnlyList<double> Values);
