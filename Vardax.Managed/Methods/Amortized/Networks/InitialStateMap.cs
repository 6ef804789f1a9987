using Vardax.Managed.InitialState;
using Vardax.Managed.Kernels;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// What a network makes of one window: the map from unit normals to the state at its start. Holds the buffers: one instance serves
/// one thread.
/// </summary>
/// <param name="density">The network.</param>
internal sealed class InitialStateMap(ControlDensity density) : INormalMap
{
    private readonly ControlUnits units = new(density.Standardization);
    private readonly float[] observations = new float[density.Observations], mask = new float[density.Observations];
    private readonly float[] inputs = new float[density.Observations], features = new float[density.Encoder.Features];
    private readonly float[] condition = new float[density.Head.ConditionSize], single = new float[density.States];
    private readonly float[] scratch = new float[Math.Max(density.Encoder.ScratchPerRow, density.Head.ScratchSize)];
    private readonly double[] whitened = new double[density.States], column = new double[density.States];

    /// <inheritdoc/>
    public bool IsAffine => density.Head.IsGaussian;

    /// <summary>Runs the network on a window.</summary>
    public void Condition(ObservedWindow problem)
    {
        density.Settings.RequireWindow(problem);
        IReadOnlyList<int> entries = density.ObservedEntries;
        for (int i = 0; i < entries.Count; i++)
        {
            mask[i] = problem.Mask[entries[i]];
            observations[i] = mask[i] == 0 ? 0 : problem.Observations[entries[i]];
        }

        ReadOnlySpan<float> parameters = density.Parameters.Span;
        units.Set(observations, mask, inputs);
        density.Encoder.Encode(parameters, inputs, mask, 1, features, scratch);
        density.Head.Condition(parameters, features, condition, scratch);
    }

    /// <inheritdoc/>
    public bool Linearize(Span<double> center, Span<double> root)
    {
        int n = whitened.Length;
        density.Head.Linearize(density.Parameters.Span, condition, whitened, root, scratch);
        units.ToPhysical(whitened, center);

        // E times the whitened root, both lower triangular; rows from the last, in place.
        for (int i = n - 1; i >= 0; i--)
        {
            column.AsSpan().Clear();
            for (int k = 0; k <= i; k++)
            {
                for (int j = 0; j <= k; j++)
                    column[j] += units.Factor[(i * n) + k] * root[(k * n) + j];
            }

            column.CopyTo(root[(i * n)..]);
        }

        return double.IsFinite(Reduction.Dot(center, center));
    }

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<double> normals, Span<double> state)
    {
        for (int k = 0; k < single.Length; k++)
            single[k] = (float)normals[k];
        density.Head.Transform(density.Parameters.Span, condition, single, whitened, scratch);
        units.ToPhysical(whitened, state);
    }

    /// <inheritdoc/>
    public void Whiten(ReadOnlySpan<double> state, Span<double> normals)
    {
        state.CopyTo(whitened);
        units.Whiten(whitened);
        density.Head.Whiten(density.Parameters.Span, condition, whitened, normals, scratch);
    }

    /// <inheritdoc/>
    public double LogProb(ReadOnlySpan<double> state)
    {
        state.CopyTo(whitened);
        units.Whiten(whitened);
        return density.Head.LogProb(density.Parameters.Span, condition, whitened, scratch) - units.LogScale;
    }
}
