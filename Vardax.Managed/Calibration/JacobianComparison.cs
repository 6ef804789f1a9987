using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>The explicit Jacobians of one window by two methods, observed entries x window entries, and their distance.</summary>
internal static class JacobianComparison
{
    private const int PowerIterations = 500;
    private const double Converged = 1e-12;

    /// <summary>The errors; null and a message where a product is not usable.</summary>
    public static WindowJacobian Of(
        IMeanJacobian candidate, IMeanJacobian reference, ObservedWindow problem, int probes, RandomKey key)
    {
        int[] observed = [.. Enumerable.Range(0, problem.Mask.Length).Where(i => problem.Mask[i] != 0)];
        int rows = observed.Length, entries = problem.Settings.WindowEntries;
        double[] difference = new double[rows * entries], exact = new double[rows * entries];
        AnalysisStatus status = Fill(reference, problem, observed, exact);
        if (status.IsUsable)
            status = Fill(candidate, problem, observed, difference);
        double exactNorm = Math.Sqrt(Reduction.Dot(exact, exact));
        if (!status.IsUsable || !(exactNorm > 0))
            return new(null, status.IsUsable ? "the reference does not depend on the observations" : status.Message);

        for (int i = 0; i < difference.Length; i++)
            difference[i] -= exact[i];
        double frobenius = Math.Sqrt(Reduction.Dot(difference, difference)) / exactNorm;
        var start = new float[rows];
        RandomDraws.Normal(key.Child(0), start);
        double norm = OperatorNorm(difference, rows, start) / OperatorNorm(exact, rows, start);
        double[] errors = new double[probes], product = new double[entries];
        for (int probe = 0; probe < probes; probe++)
        {
            RandomDraws.Normal(key.Child(1 + (ulong)probe), start);
            errors[probe] = Norm(difference, start, product) / Norm(exact, start, product);
        }

        Array.Sort(errors);
        double median = (errors[probes / 2] + errors[(probes - 1) / 2]) / 2;
        return new(new JacobianErrors(median, frobenius, norm), status.Message);
    }

    /// <summary>Row i is the derivative of the mean by observation i.</summary>
    private static AnalysisStatus Fill(IMeanJacobian jacobian, ObservedWindow problem, int[] observed, double[] rows)
    {
        int entries = problem.Settings.WindowEntries;
        var direction = new float[problem.Mask.Length];
        for (int i = 0; i < observed.Length; i++)
        {
            direction[observed[i]] = 1;
            Span<double> row = rows.AsSpan(i * entries, entries);
            AnalysisStatus status = jacobian.MeanTangent(problem, direction, row);
            direction[observed[i]] = 0;
            if (!status.IsUsable)
                return status;
            if (!double.IsFinite(Reduction.Dot(row, row)))
                return AnalysisStatus.Unusable(AnalysisCode.NotFinite, $"the derivative by observed entry {observed[i]} is not finite");
        }

        return AnalysisStatus.Ok;
    }

    /// <summary>|v^T rows|.</summary>
    private static double Norm(double[] matrix, float[] v, double[] product)
    {
        Array.Clear(product);
        for (int i = 0; i < v.Length; i++)
        {
            ReadOnlySpan<double> row = matrix.AsSpan(i * product.Length, product.Length);
            Elementwise.Map(row, product, product, new VectorAddScaled<double>(v[i]));
        }

        return Math.Sqrt(Reduction.Dot(product, product));
    }

    /// <summary>The largest singular value: the root of the largest eigenvalue of M M^T, by power iteration.</summary>
    internal static double OperatorNorm(double[] matrix, int rows, ReadOnlySpan<float> start)
    {
        int columns = matrix.Length / rows;
        double[] gram = new double[rows * rows], v = new double[rows], next = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            v[i] = start[i];
            for (int j = 0; j <= i; j++)
            {
                gram[(i * rows) + j] = gram[(j * rows) + i] =
                    Reduction.Dot(matrix.AsSpan(i * columns, columns), matrix.AsSpan(j * columns, columns));
            }
        }

        double eigenvalue = 0;
        for (int iteration = 0; iteration < PowerIterations; iteration++)
        {
            double length = Math.Sqrt(Reduction.Dot(v, v));
            for (int i = 0; i < rows; i++)
                v[i] /= length;
            for (int i = 0; i < rows; i++)
                next[i] = Reduction.Dot(gram.AsSpan(i * rows, rows), v);
            double previous = eigenvalue;
            eigenvalue = Math.Sqrt(Reduction.Dot(next, next));
            if (eigenvalue - previous <= Converged * eigenvalue)
                break;
            (v, next) = (next, v);
        }

        return Math.Sqrt(eigenvalue);
    }
}
