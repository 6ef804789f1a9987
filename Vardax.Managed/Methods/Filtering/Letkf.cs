using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The local ensemble transform Kalman filter: the square root of <see cref="SquareRootEnkf"/> for each batch of two neighbouring components,
/// with the observations near them, whitened and times the root of their taper (Gaspari-Cohn on the mean distance to the batch, left out below
/// 0.001). B. R. Hunt, E. J. Kostelich and I. Szunyogh, Physica D 230 (2007). Anchor: Lorenz-96, N 7, inflation 1.04, rotated, radius 4,
/// sakov2008: 0.22.
/// </summary>
public sealed class Letkf : Enkf
{
    private const int BatchSize = 2;

    private readonly int[][] batches;
    private readonly (int Observation, double RootTaper)[][] near;
    private readonly int[] positions;
    private readonly EnsembleUpdate local;

    /// <summary>Starts at draws of the initial distribution.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings; null for those of <see cref="FilterOptions"/>.</param>
    public Letkf(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options)
    {
        var localization = new Localization(system, Options.LocalizationRadius);
        batches = localization.Batches(BatchSize);
        near = [.. batches.Select(batch => localization.ObservationsNear(batch).Select(one => (one.Index, Math.Sqrt(one.Taper))).ToArray())];
        positions = new int[system.Instruments];
        local = new EnsembleUpdate(near.Max(one => one.Length), Options.Members);
    }

    /// <inheritdoc/>
    private protected override void Analyse(Span<double> mean, Span<double> anomalies, RandomKey key)
    {
        positions.AsSpan().Fill(-1);
        for (int j = 0; j < Prediction.Count; j++)
            positions[Rows[j]] = j;
        for (int b = 0; b < batches.Length; b++)
        {
            int count = 0;
            foreach ((int observation, double root) in near[b])
            {
                if (positions[observation] >= 0)
                    local.Copy(Prediction, positions[observation], count++, root);
            }

            if (count == 0)
                continue;
            local.Count = count;
            local.Multiply();
            local.Decompose();
            (int first, int size) = (batches[b][0], batches[b].Length);
            local.Transform(mean.Slice(first, size), anomalies.Slice(first * Members, size * Members));
        }
    }
}
