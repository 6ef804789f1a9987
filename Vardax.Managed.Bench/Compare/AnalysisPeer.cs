namespace Vardax.Managed.Bench.Compare;

/// <summary>A backend that runs one analysis (encoder and both heads, batch 1) with our untrained posterior's weights.</summary>
/// <param name="Name">As shown in the table.</param>
/// <param name="Version">As shown above the table.</param>
/// <param name="Outputs">Mean and standard deviation of the test problem; the losses may be empty.</param>
/// <param name="Time">Seconds of one analysis, the mean over so many calls.</param>
internal sealed record AnalysisPeer(string Name, string Version, PeerOutputs Outputs, Func<int, double> Time);
