using System.Numerics;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

/// <summary>What every element-wise kernel must satisfy, in either precision.</summary>
internal static class ElementwiseChecks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LongestLength = 256;
    private static readonly T Guard = T.CreateChecked(-12345);

    /// <summary>Lengths 0 to 256: each element by its scalar formula, and nothing written before or behind.</summary>
    public static void MatchesReference(KernelCase<T> kernel)
    {
        for (int length = 0; length <= LongestLength; length++)
        {
            (T[] x, T[] y, T[] z) = Sources(kernel, length);
            T[] guards = [.. Enumerable.Repeat(Guard, 10)], result = [.. Enumerable.Repeat(Guard, length + 20)];
            kernel.Apply(x, y, z, result.AsSpan(10, length));
            CheckValues(kernel, x, y, z, result.AsSpan(10, length));
            BitwiseAssert.Equal<T>(guards, result.AsSpan(0, 10), $"before, length {length}");
            BitwiseAssert.Equal<T>(guards, result.AsSpan(10 + length), $"behind, length {length}");
        }
    }

    /// <summary>The destination may be any one of the sources: the same bits as out of place.</summary>
    public static void WorksInPlace(KernelCase<T> kernel)
    {
        for (int length = 0; length <= LongestLength; length++)
        {
            (T[] x, T[] y, T[] z) = Sources(kernel, length);
            var expected = new T[length];
            kernel.Apply(x, y, z, expected);
            for (int target = 0; target < kernel.Arity; target++)
            {
                T[][] copies = [[.. x], [.. y], [.. z]];
                kernel.Apply(copies[0], copies[1], copies[2], copies[target]);
                BitwiseAssert.Equal<T>(expected, copies[target], $"length {length}, in place of source {target}");
            }
        }
    }

    /// <summary>An element computed alone has the bits it has at every position of a longer span.</summary>
    public static void IsIndependentOfPosition(KernelCase<T> kernel)
    {
        const int count = 67;
        (T[] x, T[] y, T[] z) = Sources(kernel, count);
        var alone = new T[count];
        for (int i = 0; i < count; i++)
            kernel.Apply(x.AsSpan(i, 1), y.AsSpan(i, 1), z.AsSpan(i, 1), alone.AsSpan(i, 1));
        for (int start = 0; start < count; start++)
        {
            var result = new T[count - start];
            kernel.Apply(x.AsSpan(start), y.AsSpan(start), z.AsSpan(start), result);
            BitwiseAssert.Equal<T>(alone.AsSpan(start), result, $"from {start}");
        }
    }

    private static (T[] X, T[] Y, T[] Z) Sources(KernelCase<T> kernel, int length)
    {
        T[] Source(int seed) => [.. Numbers.Uniform(seed, length, kernel.Low, kernel.High).Select(T.CreateChecked)];
        return (Source(1), Source(2), Source(3));
    }

    private static void CheckValues(KernelCase<T> kernel, T[] x, T[] y, T[] z, ReadOnlySpan<T> result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            (double a, double b, double c) = (double.CreateChecked(x[i]), double.CreateChecked(y[i]), double.CreateChecked(z[i]));
            double expected = kernel.Reference(a, b, c);
            double unit = Ulp.Of<T>(kernel.Magnitude?.Invoke(a, b, c) ?? Math.Abs(expected));
            CloseAssert.Absolute(expected, double.CreateChecked(result[i]), kernel.Ulps * unit,
                $"{kernel.Name}({a}, {b}, {c}) at {i} of {result.Length}");
        }
    }
}
