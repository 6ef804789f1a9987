using System.Numerics;

namespace Vardax.Managed.Expressions;

/// <summary>
/// A compiled <see cref="LaneProgram"/> in one precision. A lane's result has the same bits whatever lanes stand beside it and however
/// many. Any number of threads may call at once; calls allocate nothing once as many workspaces exist as calls run at a time.
/// </summary>
internal sealed class LaneFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Registers of a block are to stay in the first-level cache; more lanes than this in a block gain nothing.
    private const int BlockBytes = 24 * 1024, MaxVectors = 32;

    private static readonly int Width = Vector<T>.Count;

    private readonly LaneProgram program;
    private readonly int maxVectors;
    private readonly Instruction[] common;
    private readonly Instruction[]?[] lanes;
    private readonly int[] commonInputs;
    private readonly WorkspacePool<LaneWorkspace<T>> workspaces;

    public LaneFunction(LaneProgram program)
    {
        this.program = program;
        int vectors = BlockBytes / (Math.Max(1, program.LaneRows) * Vector<byte>.Count);
        maxVectors = Math.Clamp(vectors, 1, MaxVectors);
        common = program.Bind(program.CommonSteps, 1, Width);
        commonInputs = [.. program.CommonInputs.Select(input => Width * input.Row)];
        lanes = new Instruction[]?[maxVectors + 1];
        workspaces = new(() => new LaneWorkspace<T>(program, maxVectors));
    }

    /// <summary>Components of an input of the lanes.</summary>
    public int InputDimension => program.LaneInputs.Count;

    /// <summary>Components of a result.</summary>
    public int OutputDimension => program.Outputs.Count;

    /// <summary>Evaluates all lanes.</summary>
    /// <param name="first">The first of the common inputs.</param>
    /// <param name="second">The rest of them.</param>
    /// <param name="inputs">Component by component: component c of lane i at c * count + i.</param>
    /// <param name="results">The same of the results; may be the inputs.</param>
    /// <param name="count">Number of lanes.</param>
    /// <param name="repeats">How often: results are the next inputs, where the program was compiled so.</param>
    public void Run(ReadOnlySpan<T> first, ReadOnlySpan<T> second, ReadOnlySpan<T> inputs, Span<T> results, int count, int repeats = 1)
    {
        LaneWorkspace<T> rented = workspaces.Rent();
        Span<T> workspace = rented.Span;
        RunCommon(workspace, first, second);
        for (int start = 0; start < count;)
        {
            int vectors = Math.Min(maxVectors, (count - start + Width - 1) / Width);
            int end = Math.Min(count, start + (vectors * Width));
            Instruction[] code = Code(vectors);
            Load(workspace, inputs, start, end, count, vectors);
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                if (vectors == 1)
                    Machine<T>.RunNarrow(workspace, code);
                else
                    Machine<T>.Run(workspace, code);
            }

            Store(workspace, results, start, end, count, vectors);
            start = end;
        }

        workspaces.Return(rented);
    }

    /// <summary>Steps one lane, keeping every state after the first.</summary>
    /// <param name="first">The common inputs.</param>
    /// <param name="initial">The first state; may be inside <paramref name="states"/>.</param>
    /// <param name="states">The states, row-major.</param>
    public void Trajectory(ReadOnlySpan<T> first, ReadOnlySpan<T> initial, Span<T> states)
    {
        LaneWorkspace<T> rented = workspaces.Rent();
        Span<T> workspace = rented.Span;
        RunCommon(workspace, first, []);
        Load(workspace, initial, 0, 1, 1, 1);
        Instruction[] code = Code(1);
        for (; states.Length > 0; states = states[InputDimension..])
        {
            Machine<T>.RunNarrow(workspace, code);
            Store(workspace, states, 0, 1, 1, 1);
        }

        workspaces.Return(rented);
    }

    private void RunCommon(Span<T> workspace, ReadOnlySpan<T> first, ReadOnlySpan<T> second)
    {
        for (int k = 0; k < commonInputs.Length; k++)
            workspace.Slice(commonInputs[k], Width).Fill(k < first.Length ? first[k] : second[k - first.Length]);
        Machine<T>.RunNarrow(workspace, common);
    }

    /// <summary>Bound once for each number of vectors; two threads that bind at once bind alike.</summary>
    private Instruction[] Code(int vectors) =>
        Volatile.Read(ref lanes[vectors]) is { } bound ? bound : BindLanes(vectors);

    private Instruction[] BindLanes(int vectors)
    {
        Instruction[] bound = program.Bind(program.LaneSteps, vectors, Width);
        Volatile.Write(ref lanes[vectors], bound);
        return bound;
    }

    private void Load(Span<T> workspace, ReadOnlySpan<T> inputs, int start, int end, int count, int vectors)
    {
        for (int c = 0; c < program.LaneInputs.Count; c++)
        {
            Span<T> row = workspace.Slice(Width * program.Offset(program.LaneInputs[c], vectors), Width * vectors);
            ReadOnlySpan<T> lanesOf = inputs.Slice((c * count) + start, end - start);
            lanesOf.CopyTo(row);
            // The last vector's other lanes compute on a lane's values, so on none that are slow or strange.
            row[lanesOf.Length..].Fill(lanesOf[^1]);
        }
    }

    private void Store(Span<T> workspace, Span<T> results, int start, int end, int count, int vectors)
    {
        for (int c = 0; c < program.Outputs.Count; c++)
        {
            Operand output = program.Outputs[c];
            int at = Width * program.Offset(output, vectors);
            Span<T> lanesOf = results.Slice((c * count) + start, end - start);
            if (output.IsLane)
                workspace.Slice(at, end - start).CopyTo(lanesOf);
            else
                lanesOf.Fill(workspace[at]);
        }
    }
}
