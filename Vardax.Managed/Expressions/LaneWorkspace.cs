using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Expressions;

/// <summary>The rows and registers of one call, at the start of a cache line, so that no vector crosses two.</summary>
internal sealed class LaneWorkspace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Line = 64;

    private readonly T[] elements;
    private readonly int start, length;

    public LaneWorkspace(LaneProgram program, int vectors)
    {
        length = program.Size(vectors) * Vector<T>.Count;
        elements = GC.AllocateArray<T>(length + (Line / Unsafe.SizeOf<T>()), pinned: true);
        long address = Marshal.UnsafeAddrOfPinnedArrayElement(elements, 0);
        start = (int)((Line - (address % Line)) % Line) / Unsafe.SizeOf<T>();
        foreach ((int row, double value) in program.Constants)
            Span.Slice(row * Vector<T>.Count, Vector<T>.Count).Fill(T.CreateChecked(value));
    }

    /// <summary>All of it.</summary>
    public Span<T> Span => elements.AsSpan(start, length);
}
