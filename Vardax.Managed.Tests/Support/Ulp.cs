namespace Vardax.Managed.Tests.Support;

/// <summary>Distances in units in the last place, measured at the exact value.</summary>
internal static class Ulp
{
    /// <summary>The spacing of <c>float</c> or <c>double</c> at a magnitude; below the normal range, the subnormal one.</summary>
    public static double Of<T>(double magnitude)
    {
        (int smallest, int digits) = typeof(T) == typeof(float) ? (-126, 23) : (-1022, 52);
        int exponent = magnitude == 0 ? smallest : Math.Max(smallest, Math.ILogB(magnitude));
        return Math.ScaleB(1, exponent - digits);
    }

    /// <summary>|actual - exact| in ulps of the exact value; 0 for equal infinities and for NaN where NaN is right.</summary>
    public static double Error(float actual, double exact)
    {
        // What rounds to infinity is infinity.
        double rounded = (float)exact;
        if (double.IsNaN(exact) || double.IsInfinity(rounded))
            return ((float)exact).Equals(actual) ? 0 : double.PositiveInfinity;
        return Math.Abs(actual - exact) / Of<float>(Math.Abs(exact));
    }
}
