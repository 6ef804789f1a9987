using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>Ensembles as a mean and anomalies. Matrices have a row for each component and a column for each member.</summary>
internal static class Anomalies
{
    /// <summary>Splits members into mean and anomalies, row by row; in place if both are one.</summary>
    /// <param name="ensemble">rows x N.</param>
    /// <param name="mean">Receives a value for each row.</param>
    /// <param name="anomalies">Receives rows x N.</param>
    /// <param name="members">N.</param>
    public static void Split(ReadOnlySpan<double> ensemble, Span<double> mean, Span<double> anomalies, int members)
    {
        for (int i = 0; i < mean.Length; i++)
        {
            ReadOnlySpan<double> row = ensemble.Slice(i * members, members);
            // From the first member: the spread may be a millionth of the mean.
            double first = row[0], sum = 0;
            foreach (double x in row)
                sum += x - first;
            mean[i] = first + (sum / members);
            Elementwise.Map(row, anomalies.Slice(i * members, members), new VectorAddConstant<double>(-mean[i]));
        }
    }

    /// <summary>members = mean + anomalies, row by row.</summary>
    public static void Join(ReadOnlySpan<double> mean, ReadOnlySpan<double> anomalies, Span<double> ensemble, int members)
    {
        for (int i = 0; i < mean.Length; i++)
            Elementwise.Map(anomalies.Slice(i * members, members), ensemble.Slice(i * members, members), new VectorAddConstant<double>(mean[i]));
    }
}
