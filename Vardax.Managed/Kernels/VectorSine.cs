using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>
/// sin and cos: x less the nearest multiple of pi/2, in three parts (Cody and Waite, with the constants of fdlibm's e_rem_pio2), and
/// fdlibm's polynomials on what is left: within 1 ulp. Single precision is computed in double precision, with shorter polynomials.
/// A lane beyond <see cref="Limit"/>, infinite or NaN takes the framework's function.
/// </summary>
internal static class VectorSine
{
    // Multiples below 2^20 have exact products with the first part of pi/2, of 33 bits.
    private const double Limit = 1e6, TwoOverPi = 0.63661977236758134, Round = 6755399441055744;
    private const double First = 1.57079632673412561417, FirstTail = 6.07710050650619224932e-11;
    private const double Second = 6.07710050630396597660e-11, SecondTail = 2.02226624879595063154e-21;

    /// <summary>sin of x + quarters pi/2, in single precision.</summary>
    [MethodImpl(Simd.Hot)]
    public static Vector<float> Single(Vector<float> x, long quarters)
    {
        Vector.Widen(x, out Vector<double> low, out Vector<double> high);
        return Vector.Narrow(Short(low, quarters), Short(high, quarters));
    }

    /// <summary>sin of x + quarters pi/2, in double precision.</summary>
    [MethodImpl(Simd.Hot)]
    public static Vector<double> Double(Vector<double> x, long quarters)
    {
        Vector<double> n = Nearest(x, out Vector<long> quadrant);
        Vector<double> t = x - (n * First), w = n * Second, r = t - w;
        w = (n * SecondTail) - (t - r - w);
        Vector<double> y = r - w, tail = r - y - w, z = y * y, v = z * y;

        Vector<double> p = Simd.MultiplyAdd(z, new(1.58969099521155010221e-10), new(-2.50507602534068634195e-08));
        p = Simd.MultiplyAdd(z, p, new(2.75573137070700676789e-06));
        p = Simd.MultiplyAdd(z, p, new(-1.98412698298579493134e-04));
        p = Simd.MultiplyAdd(z, p, new(8.33333333332248946124e-03));
        Vector<double> sine = y - ((z * ((tail * 0.5) - (v * p))) - tail - (v * -1.66666666666666324348e-01));

        Vector<double> q = Simd.MultiplyAdd(z, new(-1.13596475577881948265e-11), new(2.08757232129817482790e-09));
        q = Simd.MultiplyAdd(z, q, new(-2.75573143513906633035e-07));
        q = Simd.MultiplyAdd(z, q, new(2.48015872894767294178e-05));
        q = Simd.MultiplyAdd(z, q, new(-1.38888888888741095749e-03));
        q = Simd.MultiplyAdd(z, q, new(4.16666666666666019037e-02)) * z;
        Vector<double> half = z * 0.5, rest = Vector<double>.One - half;
        Vector<double> cosine = rest + (Vector<double>.One - rest - half + ((z * q) - (y * tail)));
        return Fix(x, Choose(sine, cosine, quadrant, quarters), quarters);
    }

    /// <summary>Exact to half an ulp of single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Short(Vector<double> x, long quarters)
    {
        Vector<double> n = Nearest(x, out Vector<long> quadrant);
        Vector<double> y = x - (n * First) - (n * FirstTail), z = y * y;
        Vector<double> p = Simd.MultiplyAdd(z, new(2.75573137070700676789e-06), new(-1.98412698298579493134e-04));
        p = Simd.MultiplyAdd(z, p, new(8.33333333332248946124e-03));
        p = Simd.MultiplyAdd(z, p, new(-1.66666666666666324348e-01));
        Vector<double> sine = Simd.MultiplyAdd(z * y, p, y);
        Vector<double> q = Simd.MultiplyAdd(z, new(-2.75573143513906633035e-07), new(2.48015872894767294178e-05));
        q = Simd.MultiplyAdd(z, q, new(-1.38888888888741095749e-03));
        q = Simd.MultiplyAdd(z, q, new(4.16666666666666019037e-02));
        q = Simd.MultiplyAdd(z, q, new(-0.5));
        Vector<double> cosine = Simd.MultiplyAdd(z, q, Vector<double>.One);
        return Fix(x, Choose(sine, cosine, quadrant, quarters), quarters);
    }

    /// <summary>The nearest whole number of quarter turns, as a number and in the low bits of an integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Nearest(Vector<double> x, out Vector<long> quadrant)
    {
        Vector<double> shifted = (x * TwoOverPi) + new Vector<double>(Round);
        quadrant = shifted.As<double, long>();
        return shifted - new Vector<double>(Round);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Choose(Vector<double> sine, Vector<double> cosine, Vector<long> quadrant, long quarters)
    {
        quadrant += new Vector<long>(quarters);
        Vector<long> odd = Vector.Equals(quadrant & Vector<long>.One, Vector<long>.One);
        Vector<long> sign = Vector.ShiftLeft(quadrant & new Vector<long>(2), 62);
        return (Vector.ConditionalSelect(odd, cosine, sine).As<double, long>() ^ sign).As<long, double>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Fix(Vector<double> x, Vector<double> sine, long quarters) =>
        Vector.LessThanOrEqualAll(Vector.Abs(x), new(Limit)) ? sine : FixLanes(x, sine, quarters);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<double> FixLanes(Vector<double> x, Vector<double> sine, long quarters)
    {
        Span<double> arguments = Lanes.Of(ref x), values = Lanes.Of(ref sine);
        for (int lane = 0; lane < arguments.Length; lane++)
        {
            if (!(Math.Abs(arguments[lane]) <= Limit))
                values[lane] = quarters == 0 ? Math.Sin(arguments[lane]) : Math.Cos(arguments[lane]);
        }

        return sine;
    }
}
