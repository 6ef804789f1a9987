namespace Vardax.Managed.Expressions;

/// <summary>Where an operand or a result of a <see cref="ProgramStep"/> stands in a workspace.</summary>
/// <param name="IsLane">Whether it has a value for each lane; if not, one vector for each site, all lanes of it equal.</param>
/// <param name="Row">The row of its first site.</param>
/// <param name="Pad">Vectors before it that only keep registers from being a multiple of 4 KB apart.</param>
/// <param name="Length">Sites.</param>
/// <param name="Shift">Site i is taken from row (i + shift) mod length.</param>
internal readonly record struct Operand(bool IsLane, int Row, int Pad, int Length, int Shift = 0)
{
    /// <summary>One row of it.</summary>
    public Operand Site(int site) => this with { Row = Row + site, Length = 1, Shift = 0 };
}
