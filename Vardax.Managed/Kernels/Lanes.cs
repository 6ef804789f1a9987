using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>The lanes of a vector as elements: for what has no vector form.</summary>
internal static class Lanes
{
    /// <summary>A vector's elements, to be read and written.</summary>
    public static Span<T> Of<T>(ref Vector<T> x) => MemoryMarshal.CreateSpan(ref Unsafe.As<Vector<T>, T>(ref x), Vector<T>.Count);
}
