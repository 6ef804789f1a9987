using System.Globalization;

namespace Vardax.Managed.Cli.Parts;

/// <summary>What a task is expected to take.</summary>
/// <param name="Cores">Cores that are used at once.</param>
/// <param name="Seconds">Time; NaN if nobody measured.</param>
/// <param name="Memory">Memory, in MiB.</param>
/// <param name="MergeMemory">Memory of the merge, in MiB.</param>
internal sealed record Demand(int Cores, double Seconds, int Memory, int MergeMemory)
{
    /// <summary>A limit of time with room for slower machines: three times what is expected, at least ten minutes; null if nobody measured.</summary>
    public int? LimitMinutes => double.IsNaN(Seconds) ? null : (int)Math.Clamp(Math.Ceiling(Seconds * 3 / 60), 10, 1e6);

    /// <summary>In words.</summary>
    public override string ToString() => double.IsNaN(Seconds) ? $"{Cores} cores and {Memory} MiB a task, as given"
        : string.Create(CultureInfo.InvariantCulture, $"about {Seconds:G3} s on {Cores} core{(Cores == 1 ? "" : "s")} and {Memory} MiB a task, from a trial of a small part");
}
