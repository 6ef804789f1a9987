using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>
/// x^y. Single precision: e^(y log x) in double precision, so within 1 ulp; a lane with an x that is not positive and normal, or
/// with a result beyond e^±80, takes the framework's function. Double precision uses the framework's, lane by lane.
/// </summary>
internal readonly struct VectorPower<T> : IBinaryOperator<T>
    where T : unmanaged, IPowerFunctions<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x, Vector<T> y)
    {
        if (typeof(T) == typeof(float))
            return Single(x.As<T, float>(), y.As<T, float>()).As<float, T>();
        Span<T> bases = Lanes.Of(ref x), exponents = Lanes.Of(ref y);
        for (int lane = 0; lane < bases.Length; lane++)
            bases[lane] = T.Pow(bases[lane], exponents[lane]);
        return x;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<float> Single(Vector<float> x, Vector<float> y)
    {
        Vector.Widen(x, out Vector<double> lowX, out Vector<double> highX);
        Vector.Widen(y, out Vector<double> lowY, out Vector<double> highY);
        return Vector.Narrow(Wide(lowX, lowY), Wide(highX, highY));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Wide(Vector<double> x, Vector<double> y)
    {
        // Lanes that the framework's function takes compute on harmless numbers until then.
        Vector<long> usual = Vector.GreaterThanOrEqual(x, new(1.2e-38)) & Vector.LessThan(x, new(double.PositiveInfinity));
        Vector<double> exponent = y * Vector.Log(Vector.ConditionalSelect(usual, x, Vector<double>.One));
        usual &= Vector.LessThan(Vector.Abs(exponent), new(80.0));
        Vector<double> power = Vector.Exp(Vector.ConditionalSelect(usual, exponent, Vector<double>.Zero));
        if (Vector.EqualsAll(usual, Vector<long>.AllBitsSet))
            return power;
        Span<double> bases = Lanes.Of(ref x), exponents = Lanes.Of(ref y), powers = Lanes.Of(ref power);
        Span<long> done = Lanes.Of(ref usual);
        for (int lane = 0; lane < powers.Length; lane++)
        {
            if (done[lane] == 0)
                powers[lane] = Math.Pow(bases[lane], exponents[lane]);
        }

        return power;
    }
}
