using Vardax.Managed.Kernels;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>The gain K = A^T Y (Y^T Y + (N - 1) R)^-1 applied to a departure for each member: mean += K d, A_i += K B_i.</summary>
internal sealed class EnsembleGain
{
    private readonly double[] right, weights, change;
    private readonly int members;

    /// <summary>Makes room.</summary>
    public EnsembleGain(StateSpaceModel system, FilterOptions? options)
    {
        members = (options ?? new FilterOptions()).Members;
        right = new double[system.Instruments * (members + 1)];
        (weights, change) = (new double[members * (members + 1)], new double[system.StateDimension * (members + 1)]);
    }

    /// <summary>B, count x N, without the departure of the mean: to be filled in.</summary>
    public Span<double> Right(int count) => right.AsSpan(0, count * members);

    /// <summary>Applies the gain; B is overwritten.</summary>
    public void Apply(EnsembleUpdate prediction, Span<double> mean, Span<double> anomalies)
    {
        Span<double> w = weights.AsSpan(0, members * members), dx = change.AsSpan(0, mean.Length * members);
        prediction.Weights(Right(prediction.Count), members, w);
        Multiply(anomalies, w, members, dx);
        Span<double> d = right.AsSpan(0, prediction.Count);
        prediction.Departures.CopyTo(d);
        prediction.Weights(d, 1, w[..members]);
        Span<double> step = change.AsSpan(dx.Length, mean.Length);
        Multiply(anomalies, w[..members], 1, step);
        Elementwise.Map(step, mean, mean, default(VectorAdd<double>));
        Elementwise.Map(dx, anomalies, anomalies, default(VectorAdd<double>));
    }

    private void Multiply(ReadOnlySpan<double> anomalies, ReadOnlySpan<double> w, int columns, Span<double> result) => MatMul.Multiply(
        result.Length / columns, columns, members, anomalies, members, 1, w, result, default, default(VectorIdentity<double>));
}
