namespace Vardax.Managed.Cli.Reporting;

/// <summary>What the figures of a comparison are drawn from: one problem, and what each method made of it.</summary>
internal sealed record ComparisonFigureData : ProblemFigureData
{
    /// <summary>The methods, in the order of the legends; a method keeps its colour through all figures.</summary>
    public required IReadOnlyList<ComparedMethod> Methods { get; init; }
}
