using Vardax.Managed.Kernels;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

/// <summary>Dense sweeps over single-precision numbers by their bits.</summary>
internal static class Sweep
{
    /// <summary>
    /// The largest error in ulps of a kernel over every <paramref name="stride"/>-th number from <paramref name="low"/> to
    /// <paramref name="high"/>, both positive.
    /// </summary>
    public static double WorstUlps<TOperator>(
        TOperator f, Func<double, double> reference, float low, float high, int stride, bool negate = false)
        where TOperator : struct, IUnaryOperator<float>
    {
        var x = new float[4096];
        var y = new float[x.Length];
        double worst = 0;
        uint last = BitConverter.SingleToUInt32Bits(high);
        for (uint bits = BitConverter.SingleToUInt32Bits(low); bits <= last;)
        {
            int count = 0;
            for (; count < x.Length && bits <= last; bits += (uint)stride)
                x[count++] = BitConverter.UInt32BitsToSingle(negate ? bits | 0x80000000 : bits);
            Elementwise.Map(x.AsSpan(0, count), y.AsSpan(0, count), f);
            for (int i = 0; i < count; i++)
                worst = Math.Max(worst, Ulp.Error(y[i], reference(x[i])));
        }

        return worst;
    }

    /// <summary>One value through a kernel.</summary>
    public static float One<TOperator>(TOperator f, float x)
        where TOperator : struct, IUnaryOperator<float>
    {
        Span<float> value = [x];
        Elementwise.Map(value, value, f);
        return value[0];
    }
}
