using Vardax.Managed.Kernels;
using Vardax.Managed.Systems;

namespace Vardax.Managed.InitialState;

/// <summary>
/// Coordinates z = V^T e of the unit normals e that a posterior makes its first states of, V the rotation that sorts them by how
/// much of the window's last state each explains (the right singular vectors of the derivative of that state by e), most first: on
/// an attractor the last one is the direction across it, which the model contracts. They are independent, standard normals or as a
/// recalibration found them.
/// </summary>
internal sealed class SortedCoordinates
{
    private readonly int n, dimension, instruments;
    private readonly CoordinateRecalibration[] recalibration;
    private readonly NormalMixture[] distributions;
    private readonly double[] weights, gram, singular, rotation, columns, features, z;

    /// <summary>Lays out the buffers.</summary>
    /// <param name="settings">The family of windows.</param>
    /// <param name="coordinates">Free coordinates of the state at their start: n.</param>
    /// <param name="recalibration">The distribution of each; null for unit normals.</param>
    public SortedCoordinates(ProblemSettings settings, int coordinates, Recalibration? recalibration)
    {
        (n, dimension, instruments) = (coordinates, settings.StateDimension, settings.Observing.Instruments.Count);
        this.recalibration = [.. recalibration?.Coordinates ?? []];
        if (recalibration is not null && this.recalibration.Length != n)
            throw new ArgumentException($"Expected {n} coordinates, found {this.recalibration.Length}.", nameof(recalibration));
        distributions = [.. Enumerable.Repeat(NormalMixture.Normal, n)];
        (gram, rotation, columns) = (new double[n * n], new double[n * n], new double[n * n]);
        weights = Weights(settings.Initial);
        (singular, features, z) = (new double[n], new double[Recalibration.FeatureCount(n, dimension, instruments)], new double[n]);
    }

    /// <summary>
    /// What a recalibration goes by: how far the window moves for one standard deviation of each coordinate (the root
    /// mean square over its entries); how far the first state lies out along each coordinate; the first state; how many
    /// values of each instrument are observed.
    /// </summary>
    public ReadOnlySpan<double> Features => features;

    /// <summary>The distribution of each coordinate.</summary>
    public ReadOnlySpan<NormalMixture> Distributions => distributions;

    /// <summary>Column k of S V.</summary>
    public ReadOnlySpan<double> Column(int k) => columns.AsSpan(k * n, n);

    /// <summary>Sorts them.</summary>
    /// <param name="window">That has carried the root S over the window.</param>
    /// <param name="root">The derivative S of the state that is drawn by e, n x n.</param>
    /// <param name="mask">The window's mask.</param>
    public void Sort(WindowTrajectory window, ReadOnlySpan<double> root, ReadOnlySpan<float> mask)
    {
        Array.Clear(gram);
        for (int e = window.Entries - dimension; e < window.Entries; e++)
        {
            ReadOnlySpan<double> row = window.Tangent(e);
            double weight = weights[e % dimension];
            for (int i = 0; i < n * n; i++)
                gram[i] += weight * row[i / n] * row[i % n];
        }

        SymmetricEigen.Decompose(gram, n, singular, rotation);
        Orient(window);
        for (int k = 0; k < n; k++)
        {
            Span<double> column = columns.AsSpan(k * n, n);
            column.Clear();
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                    column[i] += root[(i * n) + j] * rotation[(j * n) + k];
            }

            features[k] = Math.Sqrt(MeanSquare(window, k));
        }

        window.Window[..dimension].CopyTo(features.AsSpan(2 * n));
        Span<double> counts = features.AsSpan((2 * n) + dimension);
        counts.Clear();
        for (int e = 0; e < mask.Length; e++)
            counts[e % instruments] += mask[e] == 0 ? 0 : 1;
        for (int k = 0; k < recalibration.Length; k++)
            distributions[k] = recalibration[k].At(features);
    }

    /// <summary>The derivative of a window entry by coordinate k, of the tangent by e.</summary>
    public double Along(ReadOnlySpan<double> tangent, int k)
    {
        double along = 0;
        for (int i = 0; i < n; i++)
            along += tangent[i] * rotation[(i * n) + k];
        return along;
    }

    /// <summary>z = V^T e.</summary>
    public void Rotate(ReadOnlySpan<double> e, Span<double> coordinates)
    {
        coordinates[..n].Clear();
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
                coordinates[k] += rotation[(i * n) + k] * e[i];
        }
    }

    /// <summary>
    /// e = V z of a draw of z from 2 n unit normals: the first n are the coordinates', the others choose their components.
    /// </summary>
    public void Draw(ReadOnlySpan<float> normals, Span<double> e)
    {
        for (int k = 0; k < n; k++)
            z[k] = distributions[k].Transform(normals[k], normals[n + k]);
        for (int i = 0; i < n; i++)
            e[i] = Reduction.Dot(rotation.AsSpan(i * n, n), z);
    }

    /// <summary>Each component counts by the spread of its prior, so that units do not matter: 1 / spread^2, relative to the largest.</summary>
    private static double[] Weights(InitialDistribution initial)
    {
        double[] spread = [.. initial.Components.Select(prior => prior.IsFree ? prior.Std * prior.Derivative(prior.Mean) : 0)];
        double largest = spread.Max();
        return Array.ConvertAll(spread, s => s > 0 ? largest / s * (largest / s) : 1);
    }

    /// <summary>Every coordinate leads away from the origin: a distribution that is not symmetric needs to know its sides.</summary>
    private void Orient(WindowTrajectory window)
    {
        for (int k = 0; k < n; k++)
        {
            double outward = 0, squares = 0;
            for (int c = 0; c < dimension; c++)
            {
                double along = Along(window.Tangent(c), k);
                outward += along * window.Window[c];
                squares += along * along;
            }

            features[n + k] = Math.Abs(outward) / Math.Sqrt(squares);
            for (int i = 0; i < n && outward < 0; i++)
                rotation[(i * n) + k] = -rotation[(i * n) + k];
        }
    }

    private double MeanSquare(WindowTrajectory window, int k)
    {
        double squares = 0;
        for (int e = 0; e < window.Entries; e++)
        {
            double along = Along(window.Tangent(e), k);
            squares += along * along;
        }

        return squares / window.Entries;
    }
}
