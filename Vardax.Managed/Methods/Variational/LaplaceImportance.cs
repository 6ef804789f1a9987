using Vardax.Managed.InitialState;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// Importance sampling from Laplace's posterior of a window's first state, for posteriors that bend over the window. A draw is weighted by
/// what the model makes of it: w = exp(J* + |e|^2 / 2 - J), e the unit normals that Laplace's Gaussian makes the draw of, J* the lowest cost
/// and J the background of the draw's control and the misfit of its window. Before the window the model is taken as affine, for there it
/// contracts. So a quadratic cost has weights of 1, and a recalibration of the draws stays as it is. Weights are smoothed
/// (<see cref="ParetoShape"/>). Holds its buffers: one instance serves one thread.
/// </summary>
internal sealed class LaplaceImportance
{
    // Of a quadratic cost and an affine window both are 0: how far the cost may be off half a nat at one standard deviation, and the
    // spread of the window off the tangents', before the posterior counts as bent.
    private const double LargestCostError = 0.1, LargestSpreadError = 0.05, LargestBias = 0.05;

    // The Pareto shape from which on draws count alike: their weights would say less than none.
    private const double TrustedShape = 0.7;

    private readonly TrajectoryControl control;
    private readonly CarriedPosterior carried;
    private readonly VariationalCost cost;
    private readonly int n, entries, draws;
    private readonly WindowTrajectory trajectory;
    private readonly ParetoShape shape;
    private readonly double[] v, e, minimum, factor, start, root, turn, state, logWeights, cumulative, spread, shift;
    private readonly Action<int, Span<double>> draw, side;
    private float[] normals = [], windows = [], sides = [];
    private double[] departures = [];
    private double lowest, effectiveSize;

    /// <summary>Lays out the buffers.</summary>
    /// <param name="settings">The family of windows.</param>
    /// <param name="control">The control.</param>
    /// <param name="cost">J.</param>
    /// <param name="carried">What draws first states.</param>
    /// <param name="draws">How many draws.</param>
    public LaplaceImportance(
        ProblemSettings settings, TrajectoryControl control, VariationalCost cost, CarriedPosterior carried, int draws)
    {
        (this.control, this.cost, this.carried, this.draws) = (control, cost, carried, draws);
        (trajectory, shape) = (new WindowTrajectory(settings, 0), new ParetoShape(draws));
        (n, entries) = (control.Parameters, control.Entries);
        (v, minimum, factor, state) = (new double[n], new double[n], new double[n * n], new double[entries]);
        (start, root, turn, e) = (new double[n], new double[n * n], new double[n * n], new double[n]);
        (logWeights, cumulative) = (new double[draws], new double[draws]);
        (spread, shift) = (new double[entries], new double[entries]);
        (draw, side) = (Draw, Side);
    }

    /// <summary>
    /// Whether the posterior about a minimum is bent: whether cost or window leave their quadratic and affine forms within one standard
    /// deviation along the Hessian's axes. The control has to be linearised at v.
    /// </summary>
    /// <param name="v">The whitened control at the minimum.</param>
    /// <param name="hessianFactor">L.</param>
    /// <param name="firstState">x*, in the coordinates of the window's start.</param>
    /// <param name="firstRoot">T L^-T.</param>
    public bool IsBent(
        ReadOnlySpan<double> v, ReadOnlySpan<double> hessianFactor, ReadOnlySpan<double> firstState, ReadOnlySpan<double> firstRoot)
    {
        firstState.CopyTo(start);
        firstRoot.CopyTo(root);
        v.CopyTo(minimum);
        hessianFactor.CopyTo(factor);
        if (sides.Length == 0)
            sides = new float[2 * n * entries];
        ReadOnlySpan<double> center = control.Window;
        lowest = Cost(minimum, center);
        trajectory.CarryMany(2 * n, side, sides);
        Array.Clear(spread);
        Array.Clear(shift);
        bool bent = false;
        for (int k = 0; k < n; k++)
        {
            ReadOnlySpan<float> high = sides.AsSpan(2 * k * entries, entries), low = sides.AsSpan(((2 * k) + 1) * entries, entries);
            bent |= IsOff(high, 2 * k) || IsOff(low, (2 * k) + 1);
            for (int e = 0; e < entries; e++)
            {
                double half = ((double)high[e] - low[e]) / 2;
                spread[e] += half * half;
                shift[e] += (((double)high[e] + low[e]) / 2) - center[e];
            }
        }

        double spreads = 0, shifts = 0;
        for (int e = 0; e < entries; e++)
        {
            control.Tangent(e).CopyTo(this.v);
            Cholesky.SolveLower(factor, n, this.v, 1);
            double variance = Reduction.Dot(this.v, this.v);
            if (!(variance > 0))
                continue;
            spreads += Math.Abs((spread[e] / variance) - 1) / entries;
            shifts += shift[e] * shift[e] / variance / entries;
        }

        return bent || !(spreads <= LargestSpreadError) || !(shifts <= LargestBias * LargestBias);
    }

    /// <summary>Draws about the minimum that <see cref="IsBent"/> looked at, and weighs the draws.</summary>
    public void Weigh()
    {
        if (windows.Length == 0)
        {
            (normals, windows) = (new float[2 * draws * n], new float[draws * entries]);
            RandomDraws.Normal(RandomKey.FromSeed(0), normals);
        }

        // The normals of the Hessian's root from those of the first state's: L^-1 R is a rotation.
        root.CopyTo(turn, 0);
        Cholesky.SolveLower(carried.Root, n, turn, n);
        trajectory.CarryMany(draws, draw, windows);
        for (int i = 0; i < draws; i++)
        {
            Draw(i, v);
            double squares = Reduction.Dot(e, e);
            for (int k = 0; k < n; k++)
            {
                v[k] = 0;
                for (int j = 0; j < n; j++)
                    v[k] += turn[(j * n) + k] * e[j];
            }

            Cholesky.SolveLowerTransposed(factor, n, v, 1);
            for (int k = 0; k < n; k++)
                v[k] += minimum[k];
            ReadOnlySpan<float> window = windows.AsSpan(i * entries, entries);
            for (int entry = 0; entry < entries; entry++)
                state[entry] = window[entry];
            double log = lowest + (squares / 2) - Cost(v, state);
            logWeights[i] = double.IsFinite(log) ? log : double.NegativeInfinity;
        }

        if (!(shape.Smooth(logWeights) < TrustedShape))
            Array.Clear(logWeights);
        effectiveSize = ParetoShape.Normalize(logWeights, cumulative);
    }

    /// <summary>The weighted mean and standard deviations of the window.</summary>
    public void Moments(Span<float> mean, Span<float> standardDeviation)
    {
        Array.Clear(spread);
        Array.Clear(shift);
        for (int i = 0; i < draws; i++)
        {
            double weight = logWeights[i];
            ReadOnlySpan<float> window = windows.AsSpan(i * entries, entries);
            for (int e = 0; e < entries && weight > 0; e++)
                shift[e] += weight * window[e];
        }

        for (int i = 0; i < draws; i++)
        {
            double weight = logWeights[i];
            ReadOnlySpan<float> window = windows.AsSpan(i * entries, entries);
            for (int e = 0; e < entries && weight > 0; e++)
                spread[e] += weight * (window[e] - shift[e]) * (window[e] - shift[e]);
        }

        // A weighted variance of so many draws is too small by one in the effective number.
        double unbiased = effectiveSize / Math.Max(1, effectiveSize - 1);
        for (int e = 0; e < entries; e++)
            (mean[e], standardDeviation[e]) = ((float)shift[e], (float)Math.Sqrt(unbiased * spread[e]));
    }

    /// <summary>Draws windows with the probability of their weights.</summary>
    public void Sample(RandomKey key, int count, Span<float> samples)
    {
        Span<float> uniform = stackalloc float[1];
        for (int s = 0; s < count; s++)
        {
            RandomDraws.Uniform(key.Child((ulong)s), uniform);
            int at = Array.BinarySearch(cumulative, uniform[0]);
            at = Math.Min(at < 0 ? ~at : at, draws - 1);
            windows.AsSpan(at * entries, entries).CopyTo(samples[(s * entries)..]);
        }
    }

    private double Cost(ReadOnlySpan<double> whitened, ReadOnlySpan<double> window)
    {
        if (departures.Length < cost.Observations.Count)
            departures = new double[cost.Observations.Count];
        Span<double> all = departures.AsSpan(0, cost.Observations.Count);
        cost.Observations.Departures(window, all);
        return (Reduction.Dot(whitened, whitened) + Reduction.Dot(all, all)) / 2;
    }

    /// <summary>Whether the cost one standard deviation away is not half a nat above the lowest.</summary>
    private bool IsOff(ReadOnlySpan<float> window, int number)
    {
        for (int e = 0; e < entries; e++)
            state[e] = window[e];
        Array.Clear(v);
        v[number / 2] = number % 2 == 0 ? 1 : -1;
        Cholesky.SolveLowerTransposed(factor, n, v, 1);
        for (int k = 0; k < n; k++)
            v[k] += minimum[k];
        return !(Math.Abs(Cost(v, state) - lowest - 0.5) <= LargestCostError);
    }

    /// <summary>x* plus or minus column k of its root.</summary>
    private void Side(int number, Span<double> result)
    {
        for (int i = 0; i < n; i++)
            result[i] = start[i] + ((number % 2 == 0 ? 1 : -1) * root[(i * n) + (number / 2)]);
    }

    private void Draw(int i, Span<double> result) => carried.Draw(normals.AsSpan(2 * i * n, 2 * n), e, result);
}
