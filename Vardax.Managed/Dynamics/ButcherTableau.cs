namespace Vardax.Managed.Dynamics;

/// <summary>
/// An explicit Runge-Kutta scheme as data (Hairer, Norsett and Wanner, "Solving Ordinary Differential Equations I", II.1): stage i
/// is k_i = f(x + dt sum over j below i of a_ij k_j), the step x + dt sum of b_i k_i. The constructor checks that each row of A
/// sums to its c and that b sums to 1.
/// </summary>
public sealed class ButcherTableau
{
    /// <summary>Creates a scheme from its coefficients.</summary>
    /// <param name="order">The order of convergence claimed.</param>
    /// <param name="a">Strictly lower triangular rows: row i has i entries.</param>
    /// <param name="b">Weights of the stages.</param>
    /// <param name="c">Times of the stages, in steps.</param>
    /// <exception cref="ArgumentException">The coefficients are inconsistent.</exception>
    public ButcherTableau(int order, double[][] a, double[] b, double[] c)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(c);
        if (a.Length != b.Length || c.Length != b.Length || b.Length == 0)
            throw new ArgumentException($"Expected as many rows and times as the {b.Length} weights.", nameof(a));
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i].Length != i)
                throw new ArgumentException($"Row {i} of an explicit scheme has {i} entries, found {a[i].Length}.", nameof(a));
            if (!(Math.Abs(a[i].Sum() - c[i]) <= 1e-12))
                throw new ArgumentException($"Row {i} sums to {a[i].Sum()}, expected its time {c[i]}.", nameof(a));
        }

        if (!(Math.Abs(b.Sum() - 1) <= 1e-12))
            throw new ArgumentException($"The weights sum to {b.Sum()}, expected 1.", nameof(b));
        (Order, A, B, C) = (order, [.. a.Select(row => (double[])[.. row])], [.. b], [.. c]);
    }

    /// <summary>The classical fourth-order scheme (Kutta 1901): four stages.</summary>
    public static ButcherTableau RungeKutta4 { get; } = new(
        order: 4, a: [[], [0.5], [0, 0.5], [0, 0, 1]], b: [1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0], c: [0, 0.5, 0.5, 1]);

    /// <summary>Euler's scheme (1768): one stage.</summary>
    public static ButcherTableau Euler { get; } = new(order: 1, a: [[]], b: [1], c: [0]);

    /// <summary>The midpoint scheme (Runge 1895): two stages.</summary>
    public static ButcherTableau Midpoint { get; } = new(order: 2, a: [[], [0.5]], b: [0, 1], c: [0, 0.5]);

    /// <summary>Order of convergence.</summary>
    public int Order { get; }

    /// <summary>Number of stages.</summary>
    public int Stages => B.Count;

    /// <summary>Stage coefficients, strictly lower triangular.</summary>
    public IReadOnlyList<IReadOnlyList<double>> A { get; }

    /// <summary>Weights of the stages.</summary>
    public IReadOnlyList<double> B { get; }

    /// <summary>Times of the stages, in steps.</summary>
    public IReadOnlyList<double> C { get; }
}
