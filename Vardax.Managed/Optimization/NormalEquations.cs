using Vardax.Managed.Kernels;

namespace Vardax.Managed.Optimization;

/// <summary>What a least-squares step is solved from: J^T J and J^T r.</summary>
internal static class NormalEquations
{
    // Up to here plain loops over the rows take less time than a blocked product needs to start.
    private const int FewParameters = 12;

    /// <summary>gradient = J^T r.</summary>
    /// <param name="jacobian">J, residuals x n, row-major.</param>
    /// <param name="residuals">r.</param>
    /// <param name="gradient">Receives n values.</param>
    public static void Gradient(ReadOnlySpan<double> jacobian, ReadOnlySpan<double> residuals, Span<double> gradient)
    {
        int n = gradient.Length;
        gradient.Clear();
        for (int row = 0; row < residuals.Length; row++)
        {
            ReadOnlySpan<double> j = jacobian.Slice(row * n, n);
            for (int k = 0; k < j.Length; k++)
                gradient[k] += residuals[row] * j[k];
        }
    }

    /// <summary>normal = J^T J, the lower triangle at least.</summary>
    public static void Matrix(ReadOnlySpan<double> jacobian, int residuals, int n, Span<double> normal)
    {
        if (n > FewParameters)
        {
            MatMul.Multiply(n, n, residuals, jacobian, 1, n, jacobian, normal, default, default(VectorIdentity<double>));
            return;
        }

        normal[..(n * n)].Clear();
        for (int row = 0; row < residuals; row++)
        {
            ReadOnlySpan<double> j = jacobian.Slice(row * n, n);
            for (int i = 0; i < j.Length; i++)
            {
                for (int k = 0; k <= i; k++)
                    normal[(i * n) + k] += j[i] * j[k];
            }
        }
    }
}
