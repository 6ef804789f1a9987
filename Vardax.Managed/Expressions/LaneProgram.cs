using System.Numerics;

namespace Vardax.Managed.Expressions;

/// <summary>
/// Straight-line code for expressions: a common part that is run once, on one vector, for what depends on the common inputs alone,
/// and the part of the lanes. A workspace holds the rows of the common part, a vector each, and then the registers of the lanes,
/// <c>vectors</c> vectors a row.
/// </summary>
/// <param name="Constants">The constants: row and value.</param>
/// <param name="CommonInputs">The common inputs, one row each component.</param>
/// <param name="LaneInputs">The inputs of the lanes, one row each component.</param>
/// <param name="Outputs">The results, one row each component: the registers of the inputs where the results are the next inputs.</param>
/// <param name="CommonSteps">The steps of the common part.</param>
/// <param name="LaneSteps">The steps of the lanes.</param>
/// <param name="CommonRows">Rows of the common part.</param>
/// <param name="LaneRows">Rows of all registers of the lanes.</param>
/// <param name="LaneRegisters">Registers of the lanes: one vector of padding each.</param>
internal sealed record LaneProgram(
    IReadOnlyList<(int Row, double Value)> Constants, IReadOnlyList<Operand> CommonInputs, IReadOnlyList<Operand> LaneInputs, IReadOnlyList<Operand> Outputs,
    IReadOnlyList<ProgramStep> CommonSteps, IReadOnlyList<ProgramStep> LaneSteps, int CommonRows, int LaneRows, int LaneRegisters)
{
    /// <summary>
    /// Whether rows have to be one vector: a step over sites takes one value for all of them from the lanes, or one for each from
    /// the common part, so that no single stride leads through more vectors a row.
    /// </summary>
    public bool HasSingleRows => LaneSteps.Any(step => step.D.Length > 1
        && new[] { step.A, step.B, step.C }.Take(step.Operands).Any(operand => operand.IsLane == (operand.Length == 1)));

    /// <summary>Vectors of a workspace for so many vectors a row.</summary>
    public int Size(int vectors) => CommonRows + (LaneRows * vectors) + LaneRegisters;

    /// <summary>The first vector of an operand.</summary>
    public int Offset(Operand operand, int vectors) =>
        operand.IsLane ? CommonRows + (operand.Row * vectors) + operand.Pad : operand.Row;

    /// <summary>The instructions for so many vectors a row.</summary>
    /// <param name="steps"><see cref="CommonSteps"/> or <see cref="LaneSteps"/>.</param>
    /// <param name="vectors">Vectors a row; 1 for the common part.</param>
    public Instruction[] Bind(IReadOnlyList<ProgramStep> steps, int vectors)
    {
        var code = new List<Instruction>(steps.Count);
        foreach (ProgramStep step in steps)
        {
            if (step.Operation == Operation.Sum)
                BindSum(code, step, vectors);
            else
                BindRows(code, step, vectors);
        }

        return [.. code];
    }

    private uint Bytes(Operand operand, int vectors) => checked((uint)(Offset(operand, vectors) * Vector<byte>.Count));

    private void BindSum(List<Instruction> code, ProgramStep step, int vectors)
    {
        Operand sum = step.A.Site(step.A.Shift);
        for (int site = 1; site < step.A.Length; site++)
        {
            Operand next = step.A.Site((site + step.A.Shift) % step.A.Length);
            BindRows(code, new ProgramStep(Operation.Add, step.D, sum, next, default), vectors);
            sum = step.D;
        }
    }

    /// <summary>Runs of sites in which no operand wraps around.</summary>
    private void BindRows(List<Instruction> code, ProgramStep step, int vectors)
    {
        int sites = step.D.Length, count = step.Operands;
        ReadOnlySpan<Operand> operands = [step.A, step.B, step.C];
        for (int site = 0; site < sites;)
        {
            int end = sites;
            foreach (Operand operand in operands[..count])
            {
                int wrap = operand.Length - operand.Shift;
                if (operand.Length > 1 && site < wrap)
                    end = Math.Min(end, wrap);
            }

            Span<uint> offsets = [0, 0, 0];
            Span<bool> moves = [false, false, false];
            for (int k = 0; k < count; k++)
            {
                Operand operand = operands[k];
                int row = operand.Length == 1 ? 0 : (site + operand.Shift) % operand.Length;
                offsets[k] = Bytes(operand with { Row = operand.Row + row }, vectors);
                moves[k] = vectors == 1 ? operand.Length > 1 : operand.IsLane;
            }

            uint destination = Bytes(step.D with { Row = step.D.Row + site }, vectors);
            int length = (end - site) * vectors;
            code.Add(new Instruction(step.Operation, length == 1 ? step.Operation : (Operation)byte.MaxValue,
                moves[0], moves[1], moves[2], length, destination, offsets[0], offsets[1], offsets[2]));
            site = end;
        }
    }
}
