namespace Vardax.Managed.Formats;

/// <summary>An axis of a NetCDF classic file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">How long it is: of the record dimension, the number of records.</param>
/// <param name="IsRecord">Whether it is the record dimension, which grows.</param>
public sealed record NetCdfDimension(string Name, int Length, bool IsRecord);
