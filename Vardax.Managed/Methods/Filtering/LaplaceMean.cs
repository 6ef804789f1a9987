using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The mean at the end of a cycle's window by importance sampling from Laplace's posterior, for posteriors that bend over the window.
/// Draws v_i = v* + L^-T z_i, with L L^T the Hessian, weigh exp(|z_i|^2 / 2 - J(v_i)). The z_i are the same for every window and come in pairs
/// z, -z, so that the mean of a linear window is exact. Allocates nothing per window.
/// </summary>
internal sealed class LaplaceMean
{
    // The smallest effective share of the draws that a mean is taken of.
    private const double FewestEffective = 0.1;
    private const int Draws = 256;

    private readonly int n;
    private readonly double[] normals, states, weights, sums, v, state, residuals;
    private readonly ParetoShape shape = new(Draws);

    /// <summary>Makes room.</summary>
    public LaplaceMean(StateSpaceModel system)
    {
        n = system.StateDimension;
        normals = new double[Draws * n];
        Span<double> half = normals.AsSpan(0, Draws / 2 * n);
        NormalDraws.Fill(RandomKey.FromSeed(0), half);
        Elementwise.Map(half, normals.AsSpan(half.Length), new VectorScale<double>(-1));
        (states, weights, sums) = (new double[Draws * n], new double[Draws], new double[Draws]);
        (v, state, residuals) = (new double[n], new double[n], new double[system.Instruments]);
    }

    /// <summary>Replaces the mean at the window's end if enough draws have weight.</summary>
    /// <param name="window">The window, at the update.</param>
    /// <param name="minimum">v*.</param>
    /// <param name="factor">L.</param>
    /// <param name="mean">Receives the mean.</param>
    public void Refine(CycledCost window, ReadOnlySpan<double> minimum, ReadOnlySpan<double> factor, Span<double> mean)
    {
        for (int i = 0; i < Draws; i++)
        {
            ReadOnlySpan<double> z = normals.AsSpan(i * n, n);
            z.CopyTo(v);
            Cholesky.SolveLowerTransposed(factor, n, v, 1);
            Elementwise.Map(minimum, v, v, default(VectorAdd<double>));
            weights[i] = (Reduction.Dot(z, z) - Reduction.Dot(v, v)) / 2;
            window.AtStart(v, state);
            for (int c = 0; c < n; c++)
                states[(c * Draws) + i] = state[c];
        }

        window.Carry(states, weights, residuals);
        foreach (ref double log in weights.AsSpan())
            log = double.IsFinite(log) ? log : double.NegativeInfinity;

        shape.Smooth(weights);
        if (!(ParetoShape.Normalize(weights, sums) >= FewestEffective * Draws))
            return;
        for (int c = 0; c < n; c++)
        {
            mean[c] = 0;
            for (int i = 0; i < Draws; i++)
                mean[c] += weights[i] == 0 ? 0 : weights[i] * states[(c * Draws) + i];
        }
    }
}
