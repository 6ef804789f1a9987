namespace Vardax.Managed.Expressions;

/// <summary>An operation on registers, before a number of lanes is chosen.</summary>
internal readonly record struct ProgramStep(Operation Operation, Operand D, Operand A, Operand B, Operand C)
{
    /// <summary>Number of operands.</summary>
    public int Operands => Operation switch
    {
        Operation.MultiplyAdd or Operation.MultiplySubtract or Operation.SubtractProduct => 3,
        >= Operation.Add and <= Operation.Less => 2,
        _ => 1,
    };
}
