using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Expressions;

/// <summary>Runs instructions over a workspace, vectors at a time: the same operation for every lane, whatever its place.</summary>
internal static class Machine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Runs all instructions in order.</summary>
    [MethodImpl(Simd.Hot)]
    public static void Run(Span<Vector<T>> workspace, ReadOnlySpan<Instruction> code)
    {
        ref Vector<T> w = ref MemoryMarshal.GetReference(workspace);
        foreach (ref readonly Instruction i in code)
            RunOne(ref w, in i);
    }

    /// <summary>
    /// The same for rows of one vector: common operations on a single vector stand in the loop itself, where a call would take as
    /// long as they do.
    /// </summary>
    [MethodImpl(Simd.Hot)]
    public static void RunNarrow(Span<Vector<T>> workspace, ReadOnlySpan<Instruction> code)
    {
        ref Vector<T> w = ref MemoryMarshal.GetReference(workspace);
        foreach (ref readonly Instruction i in code)
        {
            switch (i.Single)
            {
                case Operation.Add:
                    Unsafe.AddByteOffset(ref w, i.D) = Unsafe.AddByteOffset(ref w, i.A) + Unsafe.AddByteOffset(ref w, i.B);
                    break;
                case Operation.Subtract:
                    Unsafe.AddByteOffset(ref w, i.D) = Unsafe.AddByteOffset(ref w, i.A) - Unsafe.AddByteOffset(ref w, i.B);
                    break;
                case Operation.Multiply:
                    Unsafe.AddByteOffset(ref w, i.D) = Unsafe.AddByteOffset(ref w, i.A) * Unsafe.AddByteOffset(ref w, i.B);
                    break;
                case Operation.Negate:
                    Unsafe.AddByteOffset(ref w, i.D) = -Unsafe.AddByteOffset(ref w, i.A);
                    break;
                case Operation.Copy:
                    Unsafe.AddByteOffset(ref w, i.D) = Unsafe.AddByteOffset(ref w, i.A);
                    break;
                case Operation.MultiplyAdd:
                    Unsafe.AddByteOffset(ref w, i.D) = Simd.MultiplyAdd(Unsafe.AddByteOffset(ref w, i.A), Unsafe.AddByteOffset(ref w, i.B), Unsafe.AddByteOffset(ref w, i.C));
                    break;
                case Operation.MultiplySubtract:
                    Unsafe.AddByteOffset(ref w, i.D) = Simd.MultiplyAdd(Unsafe.AddByteOffset(ref w, i.A), Unsafe.AddByteOffset(ref w, i.B), -Unsafe.AddByteOffset(ref w, i.C));
                    break;
                case Operation.SubtractProduct:
                    Unsafe.AddByteOffset(ref w, i.D) = Simd.MultiplyAdd(-Unsafe.AddByteOffset(ref w, i.A), Unsafe.AddByteOffset(ref w, i.B), Unsafe.AddByteOffset(ref w, i.C));
                    break;
                default:
                    RunApart(ref w, in i);
                    break;
            }
        }
    }

    [MethodImpl(Simd.Hot)]
    private static void RunApart(ref Vector<T> w, in Instruction i) => RunOne(ref w, in i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunOne(ref Vector<T> w, in Instruction i)
    {
        switch (i.Operation)
        {
            case Operation.Add:
                Rows<T>.Map2Fast(ref w, in i, default(VectorAdd<T>));
                break;
            case Operation.Subtract:
                Rows<T>.Map2Fast(ref w, in i, default(VectorSubtract<T>));
                break;
            case Operation.Multiply:
                Rows<T>.Map2Fast(ref w, in i, default(VectorMultiply<T>));
                break;
            case Operation.Divide:
                Rows<T>.Map2(ref w, in i, default(VectorDivide<T>));
                break;
            case Operation.MultiplyAdd:
                Rows<T>.Map3Fast(ref w, in i, default(VectorMultiplyAdd<T>));
                break;
            case Operation.MultiplySubtract:
                Rows<T>.Map3Fast(ref w, in i, default(VectorMultiplySubtract<T>));
                break;
            case Operation.SubtractProduct:
                Rows<T>.Map3Fast(ref w, in i, default(VectorSubtractProduct<T>));
                break;
            case Operation.Power:
                Rows<T>.Map2(ref w, in i, default(VectorPower<T>));
                break;
            case Operation.Min:
                Rows<T>.Map2(ref w, in i, default(VectorMin<T>));
                break;
            case Operation.Max:
                Rows<T>.Map2(ref w, in i, default(VectorMax<T>));
                break;
            case Operation.Less:
                Rows<T>.Map2(ref w, in i, default(VectorLess<T>));
                break;
            case Operation.Negate:
                Rows<T>.Map1(ref w, in i, default(VectorNegate<T>));
                break;
            case Operation.Abs:
                Rows<T>.Map1(ref w, in i, default(VectorAbs<T>));
                break;
            case Operation.Sign:
                Rows<T>.Map1(ref w, in i, default(VectorSign<T>));
                break;
            case Operation.Sqrt:
                Rows<T>.Map1(ref w, in i, default(VectorSqrt<T>));
                break;
            case Operation.Exp:
                Rows<T>.Map1(ref w, in i, default(VectorExp<T>));
                break;
            case Operation.Log:
                Rows<T>.Map1(ref w, in i, default(VectorLogAny<T>));
                break;
            case Operation.Sin:
                Rows<T>.Map1(ref w, in i, default(VectorSin<T>));
                break;
            case Operation.Cos:
                Rows<T>.Map1(ref w, in i, default(VectorCos<T>));
                break;
            case Operation.Tan:
                Rows<T>.Map1(ref w, in i, default(VectorTan<T>));
                break;
            case Operation.Tanh:
                Rows<T>.Map1(ref w, in i, default(VectorTanh<T>));
                break;
            case Operation.Copy:
                Rows<T>.Map1(ref w, in i, default(VectorIdentity<T>));
                break;
            default:
                throw new InvalidOperationException($"No machine runs {i.Operation}.");
        }
    }
}
