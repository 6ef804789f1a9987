using Vardax.Managed.Methods.Filtering;

namespace Vardax.Managed.Cycling;

/// <summary>A method in a cycled experiment.</summary>
/// <param name="Method">The method.</param>
/// <param name="Options">Its settings; key and background are the experiment's.</param>
/// <param name="Published">The published rmse.a of the experiment with these settings; null if there is none.</param>
public sealed record CycleRow(FilterMethod Method, FilterOptions Options, double? Published = null);
