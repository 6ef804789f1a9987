using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Optimization;

/// <summary>
/// Adam with bias correction (Kingma and Ba 2015, algorithm 1): m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2,
/// p -= rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon).
/// </summary>
internal sealed class Adam
{
    /// <summary>Decay of the first moment.</summary>
    public const double Beta1 = 0.9;

    /// <summary>Decay of the second moment.</summary>
    public const double Beta2 = 0.999;

    /// <summary>Added to the root of the second moment.</summary>
    public const double Epsilon = 1e-8;

    private readonly float[] first;
    private readonly float[] second;
    private Rule rule;

    /// <summary>Creates the optimizer with zero moments.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public Adam(int parameterCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parameterCount);
        first = new float[parameterCount];
        second = new float[parameterCount];
    }

    /// <summary>Number of updates made.</summary>
    public int Updates { get; private set; }

    /// <summary>m, as the last update left it.</summary>
    public ReadOnlyMemory<float> FirstMoment => first;

    /// <summary>v, as the last update left it.</summary>
    public ReadOnlyMemory<float> SecondMoment => second;

    /// <summary>Goes on from another optimizer's state.</summary>
    /// <exception cref="ArgumentException">A length is not the optimizer's, or the number of updates is negative.</exception>
    public void Restore(int updates, ReadOnlySpan<float> firstMoment, ReadOnlySpan<float> secondMoment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(updates);
        Guard.Length(first.Length, firstMoment.Length, nameof(firstMoment));
        Guard.Length(second.Length, secondMoment.Length, nameof(secondMoment));
        firstMoment.CopyTo(first);
        secondMoment.CopyTo(second);
        Updates = updates;
    }

    /// <summary>Starts an update that <see cref="UpdateRange"/> then makes part by part, from any threads.</summary>
    public void Begin(double learningRate, double gradientScale)
    {
        Updates++;
        double correction1 = 1 - Math.Pow(Beta1, Updates), correction2 = 1 - Math.Pow(Beta2, Updates);
        rule = new Rule(
            new((float)Beta1), new((float)(1 - Beta1)), new((float)Beta2), new((float)(1 - Beta2)),
            new((float)(learningRate / correction1)), new((float)(1 / Math.Sqrt(correction2))),
            new((float)Epsilon), new((float)gradientScale));
    }

    /// <summary>Updates parameters <paramref name="start"/> to <paramref name="end"/> - 1.</summary>
    [MethodImpl(Simd.Hot)]
    public void UpdateRange(Span<float> parameters, ReadOnlySpan<float> gradient, int start, int end)
    {
        Rule local = rule;
        ref float p = ref MemoryMarshal.GetReference(parameters);
        ref float g = ref MemoryMarshal.GetReference(gradient);
        ref float m = ref MemoryMarshal.GetArrayDataReference(first);
        ref float v = ref MemoryMarshal.GetArrayDataReference(second);
        int i = start;
        for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> mi = Simd.Load(ref m, i), vi = Simd.Load(ref v, i);
            Simd.Store(local.Apply(Simd.Load(ref p, i), Simd.Load(ref g, i), ref mi, ref vi), ref p, i);
            Simd.Store(mi, ref m, i);
            Simd.Store(vi, ref v, i);
        }

        if (i == end)
            return;
        Range tail = i..end;
        Vector<float> mt = Simd.LoadPartial<float>(first.AsSpan(tail)), vt = Simd.LoadPartial<float>(second.AsSpan(tail));
        Vector<float> pt = local.Apply(Simd.LoadPartial<float>(parameters[tail]), Simd.LoadPartial(gradient[tail]), ref mt, ref vt);
        Simd.StorePartial(pt, parameters[tail]);
        Simd.StorePartial(mt, first.AsSpan(tail));
        Simd.StorePartial(vt, second.AsSpan(tail));
    }

    /// <summary>The update of one vector of parameters, its constants broadcast once.</summary>
    private readonly record struct Rule(
        Vector<float> Beta1, Vector<float> OneMinusBeta1, Vector<float> Beta2, Vector<float> OneMinusBeta2,
        Vector<float> Rate, Vector<float> RootCorrection, Vector<float> Epsilon, Vector<float> GradientScale)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Apply(Vector<float> p, Vector<float> g, ref Vector<float> m, ref Vector<float> v)
        {
            g *= GradientScale;
            m = Simd.MultiplyAdd(Beta1, m, OneMinusBeta1 * g);
            v = Simd.MultiplyAdd(Beta2, v, OneMinusBeta2 * (g * g));
            return p - (Rate * m / Simd.MultiplyAdd(Vector.SquareRoot(v), RootCorrection, Epsilon));
        }
    }
}
