using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>The few vector primitives every kernel is written with, generic over <c>float</c> and <c>double</c>.</summary>
internal static class Simd
{
    /// <summary>
    /// For hot loops: compiled once and fully, so that the first call is as fast as the last, and never inlined, since a caller that
    /// takes in such a loop has no inlining budget left for the operations inside it (seen to cost a factor of six).
    /// </summary>
    public const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>a b + c, fused where the hardware fuses it at full speed (a software fused multiply-add is 140 times slower).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c) =>
        typeof(T) == typeof(float)
            ? Vector.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
            : Vector.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    /// <summary>The vector that starts <paramref name="offset"/> elements after <paramref name="start"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Load<T>(ref T start, int offset) => Vector.LoadUnsafe(ref start, (nuint)offset);

    /// <summary>Stores a whole vector <paramref name="offset"/> elements after <paramref name="start"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector<T> value, ref T start, int offset) => value.StoreUnsafe(ref start, (nuint)offset);

    /// <summary>A vector of the (fewer than a vector's) elements of <paramref name="source"/>, padded with zeros.</summary>
    [MethodImpl(Simd.Hot)]
    public static Vector<T> LoadPartial<T>(ReadOnlySpan<T> source)
    {
        Vector<T> padded = default;
        source.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<Vector<T>, T>(ref padded), Vector<T>.Count));
        return padded;
    }

    /// <summary>Stores the first lanes of <paramref name="value"/>, as many as <paramref name="destination"/> holds.</summary>
    [MethodImpl(Simd.Hot)]
    public static void StorePartial<T>(Vector<T> value, Span<T> destination) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Vector<T>, T>(ref value), destination.Length).CopyTo(destination);
}
