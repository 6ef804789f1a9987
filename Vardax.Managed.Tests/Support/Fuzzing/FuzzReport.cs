namespace Vardax.Managed.Tests.Support.Fuzzing;

/// <summary>What a reader did with many damaged files.</summary>
/// <param name="Target">The reader.</param>
/// <param name="Count">Damaged files.</param>
/// <param name="Accepted">How many it read all the same: damage can leave a valid file.</param>
/// <param name="Refused">How many it refused by the one exception it may throw.</param>
/// <param name="MostAllocated">The most bytes that one file allocated beyond twice its size.</param>
/// <param name="Slowest">The longest that one file took.</param>
/// <param name="Elapsed">All of them.</param>
/// <param name="Failures">Any other exception, and any file that allocated too much, with its seed.</param>
internal sealed record FuzzReport(
    string Target, int Count, int Accepted, int Refused, long MostAllocated, TimeSpan Slowest, TimeSpan Elapsed,
    IReadOnlyList<string> Failures);
