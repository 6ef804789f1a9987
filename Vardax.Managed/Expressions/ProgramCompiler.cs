namespace Vardax.Managed.Expressions;

/// <summary>Expressions to a <see cref="LaneProgram"/>: rows for the common part, registers for the lanes.</summary>
internal sealed class ProgramCompiler
{
    // 64 MiB of 256-bit vectors for each call that runs at a time.
    private const int MaxRows = 1 << 21;

    private readonly ExpressionGraph graph;
    private readonly ProgramDrafts drafts;
    private readonly List<(int Row, double Value)> constants = [];
    private readonly Dictionary<int, Operand> common = [];
    private int commonRows;

    private ProgramCompiler(ExpressionGraph graph, ProgramDrafts drafts) => (this.graph, this.drafts) = (graph, drafts);

    /// <summary>Compiles expressions.</summary>
    /// <param name="graph">Their graph.</param>
    /// <param name="outputs">The expressions, and how many components each stands for: a scalar may stand for a family.</param>
    /// <param name="commonInputs">Inputs with one value for all lanes.</param>
    /// <param name="laneInputs">Inputs with a value for each lane.</param>
    /// <param name="steps">Whether the outputs are the next lane inputs, one for one.</param>
    /// <param name="kept">Products that are rounded on their own, in no multiply-add.</param>
    /// <exception cref="ArgumentException">The program would take too much memory.</exception>
    public static LaneProgram Compile(ExpressionGraph graph, IReadOnlyList<(int Node, int Length)> outputs,
        IReadOnlyList<int> commonInputs, IReadOnlyList<int> laneInputs, bool steps, IReadOnlyList<int>? kept = null) =>
        new ProgramCompiler(graph, new ProgramDrafts(graph, outputs, laneInputs, steps, kept)).Compile(commonInputs, laneInputs, steps);

    /// <summary>A step with its places.</summary>
    public static ProgramStep Step(in Draft draft, Func<Source, Operand> locate)
    {
        Operand At(Source source) => source.Id < 0 ? default : locate(source);
        return new ProgramStep(draft.Operation, At(draft.Result), At(draft.A), At(draft.B), At(draft.C));
    }

    private LaneProgram Compile(IReadOnlyList<int> commonInputs, IReadOnlyList<int> laneInputs, bool steps)
    {
        foreach (int input in commonInputs)
            Common(input);
        var registers = new RegisterAllocator(drafts, laneInputs, steps);
        ProgramStep[] commonSteps = [.. drafts.Common.Select(draft => Step(draft, Locate))];
        List<ProgramStep> laneSteps = [.. registers.Run(Locate)];
        Operand Place(Source source) => drafts.IsLane(source.Id) ? registers.Locate(source) : Locate(source);
        IReadOnlyList<Source> results = drafts.Results;
        if (steps)
        {
            // The states of a step stand in the registers that the next one reads.
            foreach ((Source result, Source input) in results.Zip(drafts.Inputs))
            {
                if (Place(result) != Place(input))
                    laneSteps.Add(new ProgramStep(Operation.Copy, Place(input), Place(result), default, default));
            }

            results = drafts.Inputs;
        }

        if ((long)commonRows + registers.Rows > MaxRows)
            throw new ArgumentException($"The expressions need {commonRows + registers.Rows} values at a time, sites counted; expected at most {MaxRows}.");
        Operand[] inputs = [.. commonInputs.SelectMany(id => Enumerable.Range(0, graph[id].Length).Select(row => Locate(new(id, row))))];
        return new LaneProgram(
            constants, inputs, [.. drafts.Inputs.Select(Place)], [.. results.Select(Place)], commonSteps, laneSteps, commonRows, registers.Rows, registers.Count);
    }

    private Operand Locate(Source source) => source.Of(Common(source.Id));

    /// <summary>The rows of a value of the common part: its own for the whole run, so that the lanes find it.</summary>
    private Operand Common(int id)
    {
        if (common.TryGetValue(id, out Operand place))
            return place;
        Node node = graph[id];
        if (node.Operation == Operation.Constant)
            constants.Add((commonRows, node.Value));
        common[id] = place = new Operand(false, commonRows, 0, node.Length);
        commonRows += node.Length;
        return place;
    }
}
