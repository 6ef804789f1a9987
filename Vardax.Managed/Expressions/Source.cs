namespace Vardax.Managed.Expressions;

/// <summary>A node's value before it has a register: all its sites, shifted or not, or one of them.</summary>
/// <param name="Id">The node.</param>
/// <param name="Row">The site; -1 for all.</param>
/// <param name="Shift">Site i is taken from site i + shift.</param>
internal readonly record struct Source(int Id, int Row = -1, int Shift = 0)
{
    /// <summary>No operand.</summary>
    public static Source None { get; } = new(-1);

    /// <summary>The part of the node's rows.</summary>
    public Operand Of(Operand node) => Row >= 0 ? node.Site(Row) : node with { Shift = Shift };
}
