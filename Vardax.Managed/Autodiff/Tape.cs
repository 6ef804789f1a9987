using System.Numerics;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

/// <summary>
/// Reverse-mode automatic differentiation over row-major matrices. Operations run as they are recorded; <see cref="Backward(Variable, ReadOnlySpan{T})"/>
/// then walks the record in reverse and leaves the gradient by the parameters in one flat buffer. Values and adjoints live in
/// one arena that is kept from <see cref="Reset"/> to reset: after the first step nothing is allocated. A tape serves one thread.
/// </summary>
/// <typeparam name="T"><c>float</c> to train, <c>double</c> to check.</typeparam>
internal sealed partial class Tape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Memory<T> gradient;
    private ReadOnlyMemory<T> parameters;
    private Node[] nodes = new Node[64];
    private Memory<T> arena = CacheLine.Allocate<T>(1024);
    private Memory<T> scratch;
    private int count;
    private int used;

    /// <summary>Creates a tape whose gradient has <paramref name="parameterCount"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parameterCount"/> is negative.</exception>
    public Tape(int parameterCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parameterCount);
        gradient = CacheLine.Allocate<T>(parameterCount);
    }

    /// <summary>The gradient by the parameters of the last <see cref="Backward(Variable, ReadOnlySpan{T})"/>, laid out as the parameters are.</summary>
    public ReadOnlySpan<T> Gradient => gradient.Span;

    /// <summary>Forgets the record and starts a new one on the given parameters, which must not change until it is done with.</summary>
    /// <exception cref="ArgumentException"><paramref name="parameters"/> has not the length the tape was created with.</exception>
    public void Reset(ReadOnlyMemory<T> parameters)
    {
        if (parameters.Length != gradient.Length)
        {
            throw new ArgumentException(
                $"Expected {gradient.Length} parameters, found {parameters.Length}.", nameof(parameters));
        }

        this.parameters = parameters;
        count = 0;
        used = 0;
    }

    /// <summary>Records an input and returns it; its values are to be written through <see cref="Write"/>.</summary>
    /// <param name="rows">Rows, at least one.</param>
    /// <param name="columns">Columns, at least one.</param>
    /// <param name="differentiable">Whether <see cref="Adjoint"/> will be asked for; data are not, and save the work.</param>
    public Variable Input(int rows, int columns, bool differentiable = false) =>
        Append(null, rows, columns, differentiable, -1, -1, -1);

    /// <summary>
    /// The parameters at <paramref name="offset"/> seen as a matrix. Asking again for the same view gives the same variable;
    /// views that overlap otherwise are refused, since each part of the gradient has one owner.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The view reaches outside the parameters.</exception>
    /// <exception cref="ArgumentException">The view overlaps another.</exception>
    public Variable Parameter(int offset, int rows, int columns)
    {
        if (offset < 0 || rows < 1 || columns < 1 || (long)rows * columns > gradient.Length - offset)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), offset, $"A view of {rows} x {columns} does not fit in the {gradient.Length} parameters.");
        }

        for (int i = 0; i < count; i++)
        {
            ref Node other = ref nodes[i];
            if (!other.IsParameter || other.Value >= offset + (rows * columns) || offset >= other.Value + other.Size)
                continue;
            if (other.Value != offset || other.Rows != rows || other.Columns != columns)
                throw new ArgumentException($"The view at {offset} overlaps the one at {other.Value}.", nameof(offset));
            return new Variable(i, rows, columns);
        }

        EnsureNode();
        nodes[count] = new Node
        {
            A = -1, B = -1, C = -1, Rows = rows, Columns = columns, Value = offset, Adjoint = offset,
            IsParameter = true, Differentiable = true,
        };
        return new Variable(count++, rows, columns);
    }

    /// <summary>The values of a variable, row-major; valid until anything else is recorded.</summary>
    public ReadOnlySpan<T> Value(Variable x) => ValueOf(Check(x));

    /// <summary>
    /// The writable values of an input, valid until anything else is recorded; write them before anything is computed from it.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="input"/> is not an input.</exception>
    public Span<T> Write(Variable input)
    {
        ref Node node = ref nodes[Check(input)];
        if (node.Operation is not null || node.IsParameter)
            throw new ArgumentException("Only an input's values can be written.", nameof(input));
        return arena.Span.Slice(node.Value, node.Size);
    }

    /// <summary>
    /// The derivative of <c>sum(seed * output)</c> of the last <see cref="Backward(Variable, ReadOnlySpan{T})"/> by this variable; zero where the output does
    /// not depend on it. Adjoints of intermediate results may have been reused: ask for inputs' and parameters' only.
    /// </summary>
    public ReadOnlySpan<T> Adjoint(Variable x) => AccumulatedAdjoint(Check(x));

    /// <summary>Fills the adjoints: reverse sweep of <c>sum(seed * output)</c>.</summary>
    /// <param name="output">The variable to differentiate.</param>
    /// <param name="seed">Its weights, as long as the output.</param>
    /// <exception cref="ArgumentException"><paramref name="seed"/> is not as long as the output.</exception>
    public void Backward(Variable output, ReadOnlySpan<T> seed)
    {
        int last = Check(output);
        if (seed.Length != output.Size)
            throw new ArgumentException($"Expected {output.Size} weights, found {seed.Length}.", nameof(seed));
        int covered = 0;
        for (int i = 0; i < count; i++)
        {
            nodes[i].Reached = false;
            covered += nodes[i].IsParameter ? nodes[i].Size : 0;
        }

        if (covered < gradient.Length)
            gradient.Span.Clear();
        seed.CopyTo(AccumulatedAdjoint(last));
        for (int i = last; i >= 0; i--)
        {
            if (nodes[i].Reached)
                nodes[i].Operation?.Reverse(this, ref nodes[i]);
        }

        for (int i = 0; i < count; i++)
        {
            if (nodes[i].IsParameter)
                AccumulatedAdjoint(i);
        }
    }

    /// <summary>Fills the adjoints of the sum of all entries of <paramref name="output"/>, times <paramref name="weight"/>.</summary>
    public void Backward(Variable output, T weight)
    {
        Span<T> seed = Scratch(output.Size);
        seed.Fill(weight);
        Backward(output, seed);
    }

    private int Check(Variable x)
    {
        if ((uint)x.Index >= (uint)count || nodes[x.Index].Rows != x.Rows || nodes[x.Index].Columns != x.Columns)
            throw new ArgumentException("The variable is not on this tape: it belongs to another, or the tape was reset.", nameof(x));
        return x.Index;
    }

    private static void CheckSameShape(Variable x, Variable y)
    {
        if (x.Rows != y.Rows || x.Columns != y.Columns)
            throw new ArgumentException($"Expected {x.Rows} x {x.Columns}, found {y.Rows} x {y.Columns}.", nameof(y));
    }

    /// <summary>Records an operation and runs it.</summary>
    private Variable Record(
        Operation operation, int rows, int columns, Variable a, Variable? b = null, Variable? c = null,
        T scalar = default, int start = 0, GatherMap? map = null)
    {
        int ia = Check(a), ib = b is { } vb ? Check(vb) : -1, ic = c is { } vc ? Check(vc) : -1;
        bool differentiable = nodes[ia].Differentiable
            || (ib >= 0 && nodes[ib].Differentiable) || (ic >= 0 && nodes[ic].Differentiable);
        Variable result = Append(operation, rows, columns, differentiable, ia, ib, ic);
        nodes[result.Index].Scalar = scalar;
        nodes[result.Index].Start = start;
        nodes[result.Index].Map = map;
        operation.Forward(this, ref nodes[result.Index]);
        return result;
    }

    private Variable Append(Operation? operation, int rows, int columns, bool differentiable, int a, int b, int c)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        EnsureNode();
        int size = CacheLine.RoundUp<T>(checked(rows * columns)), value = used;
        used = checked(used + size + (differentiable ? size : 0));
        if (used > arena.Length)
        {
            Memory<T> larger = CacheLine.Allocate<T>((int)Math.Max(used, Math.Min(Array.MaxLength / 2, 2L * arena.Length)));
            arena.CopyTo(larger);
            arena = larger;
        }

        nodes[count] = new Node
        {
            Operation = operation, A = a, B = b, C = c, Rows = rows, Columns = columns,
            Value = value, Adjoint = differentiable ? value + size : -1, Differentiable = differentiable,
        };
        return new Variable(count++, rows, columns);
    }

    private void EnsureNode()
    {
        if (count == nodes.Length)
            Array.Resize(ref nodes, 2 * count);
    }

    private ReadOnlySpan<T> ValueOf(int index)
    {
        ref Node node = ref nodes[index];
        return node.IsParameter
            ? parameters.Span.Slice(node.Value, node.Size)
            : arena.Span.Slice(node.Value, node.Size);
    }

    private Span<T> ResultOf(ref Node node) => arena.Span.Slice(node.Value, node.Size);

    private Span<T> AdjointOf(ref Node node) =>
        node.IsParameter ? gradient.Span.Slice(node.Adjoint, node.Size)
        : node.Differentiable ? arena.Span.Slice(node.Adjoint, node.Size)
        : throw new InvalidOperationException("The input was recorded as not differentiable.");

    /// <summary>The adjoint to add to: set to zero when nothing has reached the variable yet.</summary>
    private Span<T> AccumulatedAdjoint(int index)
    {
        bool first = ReachAdjoint(index, out Span<T> adjoint);
        if (first)
            adjoint.Clear();
        return adjoint;
    }

    /// <summary>Marks the variable as reached; true when its adjoint holds nothing yet and is to be overwritten.</summary>
    private bool ReachAdjoint(int index, out Span<T> adjoint)
    {
        ref Node node = ref nodes[index];
        adjoint = AdjointOf(ref node);
        bool first = !node.Reached;
        node.Reached = true;
        return first;
    }

    /// <summary>Adds a contribution of the variable's own shape to its adjoint, where that is wanted.</summary>
    private void AddToAdjoint(int index, ReadOnlySpan<T> contribution)
    {
        if (!Wants(index))
            return;
        if (ReachAdjoint(index, out Span<T> adjoint))
            contribution.CopyTo(adjoint);
        else
            Kernels.Elementwise.Map(adjoint, contribution, adjoint, default(VectorAdd<T>));
    }

    private bool Wants(int index) => index >= 0 && nodes[index].Differentiable;

    /// <summary>Room for intermediate results, valid until the next call.</summary>
    private Span<T> Scratch(int size)
    {
        if (scratch.Length < size)
            scratch = CacheLine.Allocate<T>(Math.Max(size, 2 * scratch.Length));
        return scratch.Span[..size];
    }

    /// <summary>One entry of the record.</summary>
    private struct Node
    {
        public Operation? Operation;
        public int A, B, C;
        public int Rows, Columns;
        public int Value, Adjoint;
        public int Start;
        public T Scalar;
        public GatherMap? Map;
        public bool IsParameter, Differentiable, Reached;

        public readonly int Size => Rows * Columns;
    }

    /// <summary>An operation: how its value is computed, and how its adjoint reaches its arguments'.</summary>
    private abstract class Operation
    {
        public abstract void Forward(Tape<T> tape, ref Node node);

        public abstract void Reverse(Tape<T> tape, ref Node node);
    }
}
