using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Expressions;

/// <summary>The rows and registers of one call, at the start of a cache line, so that no vector crosses two.</summary>
internal sealed class LaneWorkspace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Line = 64;

    private readonly byte[] bytes;
    private readonly int start, length;

    public LaneWorkspace(LaneProgram program, int vectors)
    {
        length = program.Size(vectors) * Vector<byte>.Count;
        bytes = GC.AllocateArray<byte>(length + Line, pinned: true);
        start = (int)((Line - (Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0) % Line)) % Line);
        foreach ((int row, double value) in program.Constants)
            Vectors[row] = new Vector<T>(T.CreateChecked(value));
    }

    /// <summary>All of it.</summary>
    public Span<Vector<T>> Vectors => MemoryMarshal.CreateSpan(
        ref Unsafe.As<byte, Vector<T>>(ref bytes[start]), length / Vector<byte>.Count);
}
