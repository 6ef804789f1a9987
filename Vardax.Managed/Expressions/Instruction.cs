namespace Vardax.Managed.Expressions;

/// <summary>
/// An operation on <see cref="Count"/> vectors in a row: offsets in bytes from the start of a workspace, and 0 for an operand that
/// stays where it is, 1 for one that moves along.
/// </summary>
/// <param name="Operation">What is done.</param>
/// <param name="Single">The operation if it is on one vector; a value that no operation has if it is on more.</param>
/// <param name="MovesA">Whether the first operand moves.</param>
/// <param name="MovesB">Whether the second operand moves.</param>
/// <param name="MovesC">Whether the third operand moves.</param>
/// <param name="Count">Number of vectors.</param>
/// <param name="D">The result.</param>
/// <param name="A">The first operand.</param>
/// <param name="B">The second operand.</param>
/// <param name="C">The third operand.</param>
internal readonly record struct Instruction(
    Operation Operation, Operation Single, bool MovesA, bool MovesB, bool MovesC, int Count, uint D, uint A, uint B, uint C);
