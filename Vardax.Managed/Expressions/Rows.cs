using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Expressions;

/// <summary>
/// The loops of the machine: an operator over the vectors of one instruction. An operand that stays where it is is loaded once.
/// </summary>
internal static class Rows<T>
{
    /// <summary>d = f(a).</summary>
    [MethodImpl(Simd.Hot)]
    public static void Map1<TOperator>(ref T w, in Instruction i, TOperator f)
        where TOperator : struct, IUnaryOperator<T>
    {
        ref T d = ref Unsafe.Add(ref w, i.D);
        ref T a = ref Unsafe.Add(ref w, i.A);
        int end = i.Count * Vector<T>.Count;
        if (i.MovesA == 0)
        {
            Vector<T> value = f.Invoke(Simd.Load(ref a, 0));
            for (int at = 0; at < end; at += Vector<T>.Count)
                Simd.Store(value, ref d, at);
            return;
        }

        for (int at = 0; at < end; at += Vector<T>.Count)
            Simd.Store(f.Invoke(Simd.Load(ref a, at)), ref d, at);
    }

    /// <summary>d = f(a, b).</summary>
    [MethodImpl(Simd.Hot)]
    public static void Map<TOperator>(ref T w, in Instruction i, TOperator f)
        where TOperator : struct, IBinaryOperator<T>
    {
        ref T d = ref Unsafe.Add(ref w, i.D);
        ref T a = ref Unsafe.Add(ref w, i.A);
        ref T b = ref Unsafe.Add(ref w, i.B);
        int end = i.Count * Vector<T>.Count;
        if (i.MovesA == 0)
        {
            Vector<T> x = Simd.Load(ref a, 0);
            int step = i.MovesB * Vector<T>.Count, from = 0;
            for (int at = 0; at < end; at += Vector<T>.Count)
            {
                Simd.Store(f.Invoke(x, Simd.Load(ref b, from)), ref d, at);
                from += step;
            }
        }
        else if (i.MovesB == 0)
        {
            Vector<T> y = Simd.Load(ref b, 0);
            for (int at = 0; at < end; at += Vector<T>.Count)
                Simd.Store(f.Invoke(Simd.Load(ref a, at), y), ref d, at);
        }
        else
        {
            for (int at = 0; at < end; at += Vector<T>.Count)
                Simd.Store(f.Invoke(Simd.Load(ref a, at), Simd.Load(ref b, at)), ref d, at);
        }
    }

    /// <summary>d = f(a, b, c).</summary>
    [MethodImpl(Simd.Hot)]
    public static void Map3<TOperator>(ref T w, in Instruction i, TOperator f)
        where TOperator : struct, ITernaryOperator<T>
    {
        ref T d = ref Unsafe.Add(ref w, i.D);
        ref T a = ref Unsafe.Add(ref w, i.A);
        ref T b = ref Unsafe.Add(ref w, i.B);
        ref T c = ref Unsafe.Add(ref w, i.C);
        int end = i.Count * Vector<T>.Count;
        if (i.MovesA + i.MovesB + i.MovesC == 3)
        {
            for (int at = 0; at < end; at += Vector<T>.Count)
                Simd.Store(f.Invoke(Simd.Load(ref a, at), Simd.Load(ref b, at), Simd.Load(ref c, at)), ref d, at);
        }
        else if (i.MovesA == 0 && i.MovesB + i.MovesC == 2)
        {
            Vector<T> x = Simd.Load(ref a, 0);
            for (int at = 0; at < end; at += Vector<T>.Count)
                Simd.Store(f.Invoke(x, Simd.Load(ref b, at), Simd.Load(ref c, at)), ref d, at);
        }
        else if (i.MovesB == 0 && i.MovesA + i.MovesC == 2)
        {
            Vector<T> y = Simd.Load(ref b, 0);
            for (int at = 0; at < end; at += Vector<T>.Count)
                Simd.Store(f.Invoke(Simd.Load(ref a, at), y, Simd.Load(ref c, at)), ref d, at);
        }
        else
        {
            int stepA = i.MovesA * Vector<T>.Count, stepB = i.MovesB * Vector<T>.Count, stepC = i.MovesC * Vector<T>.Count;
            int fromA = 0, fromB = 0, fromC = 0;
            for (int at = 0; at < end; at += Vector<T>.Count)
            {
                Simd.Store(f.Invoke(Simd.Load(ref a, fromA), Simd.Load(ref b, fromB), Simd.Load(ref c, fromC)), ref d, at);
                fromA += stepA;
                fromB += stepB;
                fromC += stepC;
            }
        }
    }
}
