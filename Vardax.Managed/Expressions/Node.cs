namespace Vardax.Managed.Expressions;

/// <summary>
/// An operation on earlier nodes of one <see cref="ExpressionGraph"/>. Two nodes that do the same are one.
/// </summary>
/// <param name="Operation">What it does.</param>
/// <param name="A">The first operand; the number of the input of <see cref="Operation.Input"/>, of the list of <see cref="Operation.Pack"/>.</param>
/// <param name="B">The second operand, -1 for none; the site of <see cref="Operation.Pick"/>, the distance of <see cref="Operation.Shift"/>.</param>
/// <param name="Bits">The constant's bits, which tell -0 from 0.</param>
/// <param name="Length">Sites: 1 for a scalar.</param>
internal readonly record struct Node(Operation Operation, int A, int B, long Bits, int Length)
{
    /// <summary>The value of a constant.</summary>
    public double Value => BitConverter.Int64BitsToDouble(Bits);

    /// <summary>Whether the node is computed site by site from one operand or two.</summary>
    public bool IsArithmetic => Operation is >= Operation.Add and <= Operation.Tanh;

    /// <summary>Whether an arithmetic node has a second operand.</summary>
    public bool IsBinary => Operation is >= Operation.Add and <= Operation.Less;
}
