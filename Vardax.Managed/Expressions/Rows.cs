using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Expressions;

/// <summary>
/// The loops of the machine: an operator over the vectors of one instruction. An operand that stays where it is is loaded once. Four
/// vectors a turn where the operation is a single instruction: the loop would take as long as the work.
/// </summary>
internal static class Rows<T>
{
    /// <summary>d = f(a).</summary>
    [MethodImpl(Simd.Hot)]
    public static void Map1<TOperator>(ref Vector<T> w, in Instruction i, TOperator f)
        where TOperator : struct, IUnaryOperator<T>
    {
        ref Vector<T> d = ref Unsafe.AddByteOffset(ref w, i.D), a = ref Unsafe.AddByteOffset(ref w, i.A);
        int step = i.MovesA ? 1 : 0;
        for (int left = i.Count; left > 0; left--)
        {
            d = f.Invoke(a);
            d = ref Unsafe.Add(ref d, 1);
            a = ref Unsafe.Add(ref a, step);
        }
    }

    /// <summary>d = f(a, b).</summary>
    [MethodImpl(Simd.Hot)]
    public static void Map2<TOperator>(ref Vector<T> w, in Instruction i, TOperator f)
        where TOperator : struct, IBinaryOperator<T>
    {
        ref Vector<T> d = ref Unsafe.AddByteOffset(ref w, i.D), a = ref Unsafe.AddByteOffset(ref w, i.A);
        ref Vector<T> b = ref Unsafe.AddByteOffset(ref w, i.B);
        int stepA = i.MovesA ? 1 : 0, stepB = i.MovesB ? 1 : 0;
        for (int left = i.Count; left > 0; left--)
        {
            d = f.Invoke(a, b);
            d = ref Unsafe.Add(ref d, 1);
            a = ref Unsafe.Add(ref a, stepA);
            b = ref Unsafe.Add(ref b, stepB);
        }
    }

    /// <summary>d = f(a, b) for an f of one instruction.</summary>
    [MethodImpl(Simd.Hot)]
    public static void Map2Fast<TOperator>(ref Vector<T> w, in Instruction i, TOperator f)
        where TOperator : struct, IBinaryOperator<T>
    {
        ref Vector<T> d = ref Unsafe.AddByteOffset(ref w, i.D), a = ref Unsafe.AddByteOffset(ref w, i.A);
        ref Vector<T> b = ref Unsafe.AddByteOffset(ref w, i.B);
        int left = i.Count;
        if (i.MovesA && i.MovesB)
        {
            for (; left >= 4; left -= 4)
            {
                d = f.Invoke(a, b);
                Unsafe.Add(ref d, 1) = f.Invoke(Unsafe.Add(ref a, 1), Unsafe.Add(ref b, 1));
                Unsafe.Add(ref d, 2) = f.Invoke(Unsafe.Add(ref a, 2), Unsafe.Add(ref b, 2));
                Unsafe.Add(ref d, 3) = f.Invoke(Unsafe.Add(ref a, 3), Unsafe.Add(ref b, 3));
                d = ref Unsafe.Add(ref d, 4);
                a = ref Unsafe.Add(ref a, 4);
                b = ref Unsafe.Add(ref b, 4);
            }
        }
        else if (i.MovesB)
        {
            Vector<T> x = a;
            for (; left >= 4; left -= 4)
            {
                d = f.Invoke(x, b);
                Unsafe.Add(ref d, 1) = f.Invoke(x, Unsafe.Add(ref b, 1));
                Unsafe.Add(ref d, 2) = f.Invoke(x, Unsafe.Add(ref b, 2));
                Unsafe.Add(ref d, 3) = f.Invoke(x, Unsafe.Add(ref b, 3));
                d = ref Unsafe.Add(ref d, 4);
                b = ref Unsafe.Add(ref b, 4);
            }
        }
        else if (i.MovesA)
        {
            Vector<T> y = b;
            for (; left >= 4; left -= 4)
            {
                d = f.Invoke(a, y);
                Unsafe.Add(ref d, 1) = f.Invoke(Unsafe.Add(ref a, 1), y);
                Unsafe.Add(ref d, 2) = f.Invoke(Unsafe.Add(ref a, 2), y);
                Unsafe.Add(ref d, 3) = f.Invoke(Unsafe.Add(ref a, 3), y);
                d = ref Unsafe.Add(ref d, 4);
                a = ref Unsafe.Add(ref a, 4);
            }
        }

        int stepA = i.MovesA ? 1 : 0, stepB = i.MovesB ? 1 : 0;
        for (; left > 0; left--)
        {
            d = f.Invoke(a, b);
            d = ref Unsafe.Add(ref d, 1);
            a = ref Unsafe.Add(ref a, stepA);
            b = ref Unsafe.Add(ref b, stepB);
        }
    }

    /// <summary>d = f(a, b, c) for an f of one instruction, alike in a and b.</summary>
    [MethodImpl(Simd.Hot)]
    public static void Map3Fast<TOperator>(ref Vector<T> w, in Instruction i, TOperator f)
        where TOperator : struct, ITernaryOperator<T>
    {
        ref Vector<T> d = ref Unsafe.AddByteOffset(ref w, i.D), a = ref Unsafe.AddByteOffset(ref w, i.A);
        ref Vector<T> b = ref Unsafe.AddByteOffset(ref w, i.B), c = ref Unsafe.AddByteOffset(ref w, i.C);
        int left = i.Count;
        if (i.MovesA && i.MovesB && i.MovesC)
        {
            for (; left >= 4; left -= 4)
            {
                d = f.Invoke(a, b, c);
                Unsafe.Add(ref d, 1) = f.Invoke(Unsafe.Add(ref a, 1), Unsafe.Add(ref b, 1), Unsafe.Add(ref c, 1));
                Unsafe.Add(ref d, 2) = f.Invoke(Unsafe.Add(ref a, 2), Unsafe.Add(ref b, 2), Unsafe.Add(ref c, 2));
                Unsafe.Add(ref d, 3) = f.Invoke(Unsafe.Add(ref a, 3), Unsafe.Add(ref b, 3), Unsafe.Add(ref c, 3));
                d = ref Unsafe.Add(ref d, 4);
                a = ref Unsafe.Add(ref a, 4);
                b = ref Unsafe.Add(ref b, 4);
                c = ref Unsafe.Add(ref c, 4);
            }
        }
        else if (i.MovesC && i.MovesA != i.MovesB)
        {
            Vector<T> x = i.MovesA ? b : a;
            ref Vector<T> y = ref i.MovesA ? ref a : ref b;
            int whole = left & ~3;
            for (int turn = whole; turn > 0; turn -= 4)
            {
                d = f.Invoke(x, y, c);
                Unsafe.Add(ref d, 1) = f.Invoke(x, Unsafe.Add(ref y, 1), Unsafe.Add(ref c, 1));
                Unsafe.Add(ref d, 2) = f.Invoke(x, Unsafe.Add(ref y, 2), Unsafe.Add(ref c, 2));
                Unsafe.Add(ref d, 3) = f.Invoke(x, Unsafe.Add(ref y, 3), Unsafe.Add(ref c, 3));
                d = ref Unsafe.Add(ref d, 4);
                y = ref Unsafe.Add(ref y, 4);
                c = ref Unsafe.Add(ref c, 4);
            }

            left -= whole;
            a = ref Unsafe.Add(ref a, i.MovesA ? whole : 0);
            b = ref Unsafe.Add(ref b, i.MovesB ? whole : 0);
        }

        int stepA = i.MovesA ? 1 : 0, stepB = i.MovesB ? 1 : 0, stepC = i.MovesC ? 1 : 0;
        for (; left > 0; left--)
        {
            d = f.Invoke(a, b, c);
            d = ref Unsafe.Add(ref d, 1);
            a = ref Unsafe.Add(ref a, stepA);
            b = ref Unsafe.Add(ref b, stepB);
            c = ref Unsafe.Add(ref c, stepC);
        }
    }
}
