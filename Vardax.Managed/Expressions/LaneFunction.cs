using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Expressions;

/// <summary>
/// A compiled <see cref="LaneProgram"/> in one precision. A lane's result has the same bits whatever lanes stand beside it and however
/// many. Any number of threads may call at once; calls allocate nothing once as many workspaces exist as calls run at a time.
/// </summary>
internal sealed class LaneFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Registers of a block are to stay in the first-level cache; more vectors in a row gain nothing, and fewer than some lose.
    private const int BlockBytes = 28 * 1024, MaxVectors = 32, MinVectors = 4;

    private readonly LaneProgram program;
    private readonly int maxVectors;
    private readonly Instruction[] common;
    private readonly BoundProgram?[] lanes;
    private readonly int[] commonInputs;
    private readonly bool[] isLane;
    private readonly WorkspacePool<LaneWorkspace<T>> workspaces;

    public LaneFunction(LaneProgram program)
    {
        this.program = program;
        int vectors = BlockBytes / (Math.Max(1, program.LaneRows) * Vector<byte>.Count);
        maxVectors = program.HasSingleRows ? 1 : Math.Clamp(vectors, 1, MaxVectors);
        common = program.Bind(program.CommonSteps, 1);
        commonInputs = [.. program.CommonInputs.Select(input => input.Row)];
        isLane = [.. program.Outputs.Select(output => output.IsLane)];
        lanes = new BoundProgram?[maxVectors + 1];
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
    [MethodImpl(Simd.Hot)]
    public void Run(ReadOnlySpan<T> first, ReadOnlySpan<T> second, ReadOnlySpan<T> inputs, Span<T> results, int count, int repeats = 1)
    {
        LaneWorkspace<T> rented = workspaces.Rent();
        Span<Vector<T>> workspace = rented.Vectors;
        RunCommon(workspace, first, second);
        for (int start = 0; start < count;)
        {
            int left = (count - start + Vector<T>.Count - 1) / Vector<T>.Count;
            int vectors = left < Math.Min(MinVectors, maxVectors) ? 1 : Math.Min(left, maxVectors);
            int end = Math.Min(count, start + (vectors * Vector<T>.Count));
            BoundProgram bound = Bound(vectors);
            for (int c = 0; c < bound.Inputs.Length; c++)
                Load(inputs[((c * count) + start)..((c * count) + end)], workspace.Slice(bound.Inputs[c], vectors));
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                if (vectors == 1)
                    Machine<T>.RunNarrow(workspace, bound.Code);
                else
                    Machine<T>.Run(workspace, bound.Code);
            }

            for (int c = 0; c < bound.Outputs.Length; c++)
            {
                Span<T> result = results[((c * count) + start)..((c * count) + end)];
                ReadOnlySpan<T> row = MemoryMarshal.Cast<Vector<T>, T>(workspace[bound.Outputs[c]..]);
                if (isLane[c])
                    row[..result.Length].CopyTo(result);
                else
                    result.Fill(row[0]);
            }

            start = end;
        }

        workspaces.Return(rented);
    }

    /// <summary>Steps one lane, keeping every state after the first.</summary>
    /// <param name="first">The common inputs.</param>
    /// <param name="initial">The first state; may be inside <paramref name="states"/>.</param>
    /// <param name="states">The states, row-major.</param>
    [MethodImpl(Simd.Hot)]
    public void Trajectory(ReadOnlySpan<T> first, ReadOnlySpan<T> initial, Span<T> states)
    {
        LaneWorkspace<T> rented = workspaces.Rent();
        Span<Vector<T>> workspace = rented.Vectors;
        RunCommon(workspace, first, []);
        BoundProgram bound = Bound(1);
        int[] outputs = bound.Outputs;
        for (int c = 0; c < outputs.Length; c++)
            workspace[bound.Inputs[c]] = new Vector<T>(initial[c]);
        for (; states.Length > 0; states = states[outputs.Length..])
        {
            Machine<T>.RunNarrow(workspace, bound.Code);
            for (int c = 0; c < outputs.Length; c++)
                states[c] = workspace[outputs[c]].ToScalar();
        }

        workspaces.Return(rented);
    }

    /// <summary>The lanes of one component; the last vector's other lanes compute on a lane's values, so on none that are strange.</summary>
    private static void Load(ReadOnlySpan<T> source, Span<Vector<T>> row)
    {
        Span<T> elements = MemoryMarshal.Cast<Vector<T>, T>(row);
        source.CopyTo(elements);
        elements[source.Length..].Fill(source[^1]);
    }

    [MethodImpl(Simd.Hot)]
    private void RunCommon(Span<Vector<T>> workspace, ReadOnlySpan<T> first, ReadOnlySpan<T> second)
    {
        for (int k = 0; k < commonInputs.Length; k++)
            workspace[commonInputs[k]] = new Vector<T>(k < first.Length ? first[k] : second[k - first.Length]);
        Machine<T>.RunNarrow(workspace, common);
    }

    /// <summary>Bound once for each number of vectors; two threads that bind at once bind alike.</summary>
    private BoundProgram Bound(int vectors)
    {
        if (Volatile.Read(ref lanes[vectors]) is { } found)
            return found;
        var bound = new BoundProgram(program, vectors);
        Volatile.Write(ref lanes[vectors], bound);
        return bound;
    }
}
