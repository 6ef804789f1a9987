using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>Householder reflections of many vectors at once, which are the columns of a matrix: X -= factor v (v^T X).</summary>
internal static class Reflections
{
    /// <summary>Reflects.</summary>
    /// <param name="x">X, rows of v's length, row-major; its columns a multiple of a vector of the machine.</param>
    /// <param name="columns">Columns of X.</param>
    /// <param name="v">v.</param>
    /// <param name="factor">2 / |v|^2.</param>
    [MethodImpl(Simd.Hot)]
    public static void Apply(Span<double> x, int columns, ReadOnlySpan<double> v, double factor)
    {
        ref double start = ref MemoryMarshal.GetReference(x[..(columns * v.Length)]);
        int width = Vector<double>.Count, at = 0;
        for (; at + (4 * width) <= columns; at += 4 * width)
        {
            ref double row = ref Unsafe.Add(ref start, at);
            Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int i = 0; i < v.Length; i++)
            {
                Vector<double> u = new(v[i]);
                s0 = Simd.MultiplyAdd(u, Simd.Load(ref row, 0), s0);
                s1 = Simd.MultiplyAdd(u, Simd.Load(ref row, width), s1);
                s2 = Simd.MultiplyAdd(u, Simd.Load(ref row, 2 * width), s2);
                s3 = Simd.MultiplyAdd(u, Simd.Load(ref row, 3 * width), s3);
                row = ref Unsafe.Add(ref row, columns);
            }

            Vector<double> scale = new(-factor);
            (s0, s1, s2, s3) = (scale * s0, scale * s1, scale * s2, scale * s3);
            row = ref Unsafe.Add(ref start, at);
            for (int i = 0; i < v.Length; i++)
            {
                Vector<double> u = new(v[i]);
                Simd.Store(Simd.MultiplyAdd(u, s0, Simd.Load(ref row, 0)), ref row, 0);
                Simd.Store(Simd.MultiplyAdd(u, s1, Simd.Load(ref row, width)), ref row, width);
                Simd.Store(Simd.MultiplyAdd(u, s2, Simd.Load(ref row, 2 * width)), ref row, 2 * width);
                Simd.Store(Simd.MultiplyAdd(u, s3, Simd.Load(ref row, 3 * width)), ref row, 3 * width);
                row = ref Unsafe.Add(ref row, columns);
            }
        }

        for (; at < columns; at += width)
        {
            ref double row = ref Unsafe.Add(ref start, at);
            Vector<double> sum = default;
            for (int i = 0; i < v.Length; i++)
                sum = Simd.MultiplyAdd(new Vector<double>(v[i]), Simd.Load(ref row, i * columns), sum);
            sum *= -factor;
            for (int i = 0; i < v.Length; i++)
                Simd.Store(Simd.MultiplyAdd(new Vector<double>(v[i]), sum, Simd.Load(ref row, i * columns)), ref row, i * columns);
        }
    }
}
