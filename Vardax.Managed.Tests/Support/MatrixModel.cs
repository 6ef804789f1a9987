using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Support;

/// <summary>x_{k+1} = A x_k whatever the step, of any size.</summary>
internal sealed class MatrixModel(int dimension, double[] a) : IDynamicalModel
{
    public string Name => "matrix";

    public IReadOnlyList<string> Components { get; } = [.. Enumerable.Range(0, dimension).Select(i => $"x{i}")];

    public IReadOnlyDictionary<string, double> Parameters { get; } = new Dictionary<string, double>();

    public IPropagator<float> SinglePrecision { get; } = new MatrixPropagator<float>(dimension, [.. a.Select(x => (float)x)]);

    public IPropagator<double> DoublePrecision { get; } = new MatrixPropagator<double>(dimension, a);

    /// <summary>A.</summary>
    public double[] Matrix => a;

    /// <summary>Random and about norm-preserving: 0.5 I + 0.4 G / sqrt(n), G standard normal.</summary>
    public static MatrixModel Random(int seed, int n)
    {
        double[] a = [.. Numbers.Normal(seed, n * n).Select(g => 0.4 * g / Math.Sqrt(n))];
        for (int i = 0; i < n; i++)
            a[(i * n) + i] += 0.5;
        return new MatrixModel(n, a);
    }
}
