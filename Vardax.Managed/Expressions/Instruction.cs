namespace Vardax.Managed.Expressions;

/// <summary>
/// An operation on <see cref="Count"/> vectors in a row: offsets in elements from the start of a workspace, and 0 for an operand that
/// stays where it is, 1 for one that moves along.
/// </summary>
internal readonly record struct Instruction(
    Operation Operation, byte MovesA, byte MovesB, byte MovesC, int Count, int D, int A, int B, int C);
