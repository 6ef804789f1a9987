using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vardax.Managed.Kernels;

/// <summary>512 bits with AVX-512, and 32 registers of them, if the process's own vectors are half as wide.</summary>
internal readonly struct Width512<T> : IVectorWidth<T, Vector512<T>>
{
    /// <inheritdoc/>
    public static int Count => Vector512<T>.Count;

    /// <inheritdoc/>
    public static bool HasManyRegisters => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast(T x) => Vector512.Create(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(ref T start, int offset) => Vector512.LoadUnsafe(ref start, (nuint)offset);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) => typeof(T) == typeof(float)
        ? Avx512F.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Avx512F.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TOperator>(Vector512<T> value, TOperator f, ref T start, int offset)
        where TOperator : struct, IUnaryOperator<T>
    {
        Simd.Store(f.Invoke(value.GetLower().AsVector()), ref start, offset);
        Simd.Store(f.Invoke(value.GetUpper().AsVector()), ref start, offset + Vector<T>.Count);
    }
}
