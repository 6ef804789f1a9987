using Vardax.Managed.InitialState;
using Vardax.Managed.Kernels;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// Laplace's posterior about one minimum v* of the cost: with A = L L^T the Hessian there, the control has covariance A^-1 and the first
/// state of the window T A^-1 T^T, T the tangents. Holds its buffers: one instance serves one thread.
/// </summary>
internal sealed class LaplaceMode
{
    private readonly int n, dimension;
    private readonly double[] minimum, factor, center, root, turn, buffer;
    private readonly AffineMap firstState;

    /// <summary>Lays out the buffers.</summary>
    /// <param name="settings">The family of windows.</param>
    /// <param name="recalibration">Of the posterior; null to leave it as it is.</param>
    /// <param name="parameters">Length of v: n.</param>
    public LaplaceMode(ProblemSettings settings, Recalibration? recalibration, int parameters)
    {
        (n, dimension, firstState) = (parameters, settings.StateDimension, new AffineMap(parameters));
        (minimum, center, buffer) = (new double[n], new double[n], new double[n]);
        (factor, root, turn) = (new double[n * n], new double[n * n], new double[n * n]);
        Carried = new CarriedPosterior(settings, recalibration);
    }

    /// <summary>The posterior, carried over the window.</summary>
    public CarriedPosterior Carried { get; }

    /// <summary>-J(v*) - log |L|: the logarithm of the mass of the posterior about the minimum, but for a constant.</summary>
    public double LogEvidence { get; private set; }

    /// <summary>The lowest cost, J(v*).</summary>
    public double Cost { get; private set; }

    /// <summary>The logarithm of the volume of a standard deviation of the first state, in the coordinates of the window's start.</summary>
    public double LogVolume { get; private set; }

    /// <summary>The state at the center, in the coordinates of the window's start.</summary>
    public ReadOnlySpan<double> Center => center;

    /// <summary>T L^-T: a root of the covariance of the first state.</summary>
    public ReadOnlySpan<double> Root => root;

    /// <summary>L.</summary>
    public ReadOnlySpan<double> Factor => factor;

    /// <summary>Takes the posterior about a minimum, and leaves the control linearised there.</summary>
    /// <returns>Whether there is one: A and the covariance are finite and positive definite.</returns>
    public bool Take(ReadOnlySpan<double> v, double cost, VariationalSolver solver, TrajectoryControl control, ObservedWindow problem)
    {
        if (!solver.TryHessian(v, factor))
            return false;
        v.CopyTo(minimum);
        (Cost, LogEvidence) = (cost, -cost);
        control.Start.ToCoordinates(control.Window[..dimension], center);
        control.Start.Derivatives(center, buffer);
        for (int i = 0; i < n; i++)
        {
            LogEvidence -= Math.Log(factor[(i * n) + i]);
            Span<double> row = root.AsSpan(i * n, n);
            control.Tangent(control.Start.Free[i]).CopyTo(row);
            for (int k = 0; k < n; k++)
                row[k] /= buffer[i];
            Cholesky.SolveLower(factor, n, row, 1);
        }

        if (!firstState.Set(center, root))
            return false;
        Carried.Set(firstState, problem.Mask);
        LogVolume = 0;
        for (int i = 0; i < n; i++)
            LogVolume += Math.Log(Carried.Root[(i * n) + i]);
        // The unit normals of the first state's root and those of A's differ by a rotation.
        root.CopyTo(turn, 0);
        Cholesky.SolveLower(Carried.Root, n, turn, n);
        return true;
    }

    /// <summary>v = v* + L^-T Q^T e of the unit normals e that the first state is made of, the model being affine before the window.</summary>
    public void ToControl(ReadOnlySpan<double> unit, Span<double> v)
    {
        v.Clear();
        for (int j = 0; j < n; j++)
        {
            for (int k = 0; k < n; k++)
                v[k] += turn[(j * n) + k] * unit[j];
        }

        FromNormals(v);
    }

    /// <summary>The unit normals of a v.</summary>
    public void ToUnit(ReadOnlySpan<double> v, Span<double> unit)
    {
        ToNormals(v, buffer);
        for (int j = 0; j < n; j++)
            unit[j] = Reduction.Dot(turn.AsSpan(j * n, n), buffer);
    }

    /// <summary>v = v* + L^-T v.</summary>
    public void FromNormals(Span<double> v)
    {
        Cholesky.SolveLowerTransposed(factor, n, v, 1);
        for (int k = 0; k < n; k++)
            v[k] += minimum[k];
    }

    /// <summary>|L^T (v - v*)|^2.</summary>
    public double Distance(ReadOnlySpan<double> v)
    {
        ToNormals(v, buffer);
        return Reduction.Dot(buffer, buffer);
    }

    private void ToNormals(ReadOnlySpan<double> v, Span<double> normals)
    {
        normals.Clear();
        for (int k = 0; k < n; k++)
        {
            double departure = v[k] - minimum[k];
            for (int j = 0; j <= k; j++)
                normals[j] += factor[(k * n) + j] * departure;
        }
    }
}
