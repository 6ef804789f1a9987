namespace Vardax.Managed.Expressions;

/// <summary>The lanes' part of a program for a number of vectors a row: its instructions, and the vectors that inputs and results stand at.</summary>
internal sealed class BoundProgram(LaneProgram program, int vectors)
{
    public Instruction[] Code { get; } = program.Bind(program.LaneSteps, vectors);

    public int[] Inputs { get; } = [.. program.LaneInputs.Select(input => program.Offset(input, vectors))];

    public int[] Outputs { get; } = [.. program.Outputs.Select(output => program.Offset(output, vectors))];
}
