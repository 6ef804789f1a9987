using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>
/// Natural logarithm of any number, within 2 ulp: <see cref="VectorLog"/> in single precision, subnormal numbers scaled first;
/// -infinity at 0, NaN below. Double precision uses the framework's.
/// </summary>
internal readonly struct VectorLogAny<T> : IUnaryOperator<T>
{
    private const float SmallestNormal = 1.17549435e-38f, Scale = 8388608, LogScale = 15.9423847f;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x) => typeof(T) == typeof(float)
        ? Log(x.As<T, float>()).As<float, T>()
        : Vector.Log(x.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Log(Vector<float> x)
    {
        Vector<int> small = Vector.LessThan(x, new(SmallestNormal));
        Vector<float> log = default(VectorLog).Invoke(Vector.ConditionalSelect(small, x * new Vector<float>(Scale), x))
            - Vector.ConditionalSelect(small, new Vector<float>(LogScale), Vector<float>.Zero);
        // What is left: 0, infinity and NaN (as themselves, or the infinity of the other sign), and what is below 0.
        log = Vector.ConditionalSelect(Vector.LessThan(x, new(float.PositiveInfinity)), log, x);
        log = Vector.ConditionalSelect(Vector.Equals(x, Vector<float>.Zero), new(float.NegativeInfinity), log);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), new(float.NaN), log);
    }
}
