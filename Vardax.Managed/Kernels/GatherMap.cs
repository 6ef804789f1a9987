using System.Numerics;

namespace Vardax.Managed.Kernels;

/// <summary>
/// y[e] = x[index[e]], or 0 if the index is negative, of each block of values: a rearrangement as data. Runs of indices that follow each
/// other are copied, and added, as vectors.
/// </summary>
internal sealed class GatherMap
{
    private readonly (int To, int From, int Length)[] runs;
    private readonly bool hasGaps;

    /// <summary>From the index of each result.</summary>
    /// <param name="indices">Places in a block, or negative for zeros.</param>
    /// <param name="inputs">Values of a block.</param>
    /// <param name="columns">How many results make a row.</param>
    /// <exception cref="ArgumentException">An index is not in the block, or the results are no whole number of rows.</exception>
    public GatherMap(ReadOnlySpan<int> indices, int inputs, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (indices.Length == 0 || indices.Length % columns != 0)
            throw new ArgumentException($"Expected rows of {columns} indices, found {indices.Length} indices.", nameof(indices));
        (Inputs, Outputs, Columns, Indices) = (inputs, indices.Length, columns, indices.ToArray());
        var found = new List<(int To, int From, int Length)>();
        for (int e = 0; e < indices.Length; e++)
        {
            int from = indices[e];
            if (from >= inputs)
                throw new ArgumentException($"Expected indices below {inputs}, found {from} at {e}.", nameof(indices));
            if (from < 0)
                hasGaps = true;
            else if (found.Count > 0 && found[^1] is var run && run.To + run.Length == e && run.From + run.Length == from)
                found[^1] = run with { Length = run.Length + 1 };
            else
                found.Add((e, from, 1));
        }

        runs = [.. found];
    }

    /// <summary>The indices.</summary>
    public IReadOnlyList<int> Indices { get; }

    /// <summary>Values of a block of x.</summary>
    public int Inputs { get; }

    /// <summary>Values of a block of y.</summary>
    public int Outputs { get; }

    /// <summary>Values of a row of y.</summary>
    public int Columns { get; }

    /// <summary>y of all blocks of x.</summary>
    public void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged
    {
        int blocks = Blocks(x.Length, y.Length);
        if (hasGaps)
            y.Clear();
        for (int block = 0; block < blocks; block++)
        {
            ReadOnlySpan<T> source = x.Slice(block * Inputs, Inputs);
            Span<T> target = y.Slice(block * Outputs, Outputs);
            foreach ((int to, int from, int length) in runs)
            {
                if (length == 1)
                    target[to] = source[from];
                else
                    source.Slice(from, length).CopyTo(target[to..]);
            }
        }
    }

    /// <summary>The adjoint: dx[index[e]] += dy[e], in the order of e.</summary>
    public void AddAdjoint<T>(ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, INumberBase<T>
    {
        int blocks = Blocks(dx.Length, dy.Length);
        for (int block = 0; block < blocks; block++)
        {
            ReadOnlySpan<T> source = dy.Slice(block * Outputs, Outputs);
            Span<T> target = dx.Slice(block * Inputs, Inputs);
            foreach ((int to, int from, int length) in runs)
            {
                if (length == 1)
                {
                    target[from] += source[to];
                    continue;
                }

                Span<T> part = target.Slice(from, length);
                Elementwise.Map(part, source.Slice(to, length), part, default(VectorAdd<T>));
            }
        }
    }

    private int Blocks(int inputs, int outputs) => inputs % Inputs == 0 && outputs == (long)inputs / Inputs * Outputs
        ? inputs / Inputs
        : throw new ArgumentException($"Expected blocks of {Inputs} inputs and {Outputs} outputs, found {inputs} and {outputs}.");
}
