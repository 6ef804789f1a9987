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
    private readonly InstrumentReadings readings;
    private readonly int n, entries, draws;
    private readonly WindowTrajectory trajectory;
    private readonly ParetoShape shape;
    private readonly double[] v, e, minimum, factor, start, root, turn, logWeights, cumulative, misfits;
    private readonly Action<int, Span<double>> draw, side;
    private readonly float[] sides;
    private float[] normals = [], windows = [];
    private double lowest, effectiveSize;
    private bool isWeighed;

    /// <summary>Lays out the buffers.</summary>
    /// <param name="settings">The family of windows.</param>
    /// <param name="control">The control.</param>
    /// <param name="readings">The observations.</param>
    /// <param name="carried">What draws first states.</param>
    /// <param name="draws">How many draws.</param>
    public LaplaceImportance(
        ProblemSettings settings, TrajectoryControl control, InstrumentReadings readings, CarriedPosterior carried, int draws)
    {
        (this.control, this.readings, this.carried, this.draws) = (control, readings, carried, draws);
        (trajectory, shape) = (new WindowTrajectory(settings, 0), new ParetoShape(draws));
        (n, entries) = (control.Parameters, control.Entries);
        (v, minimum, factor, misfits) = (new double[n], new double[n], new double[n * n], new double[Math.Max(draws, 2 * n)]);
        (start, root, turn, e) = (new double[n], new double[n * n], new double[n * n], new double[n]);
        (logWeights, cumulative, sides) = (new double[draws], new double[draws], new float[2 * n * entries]);
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
        isWeighed = false;
        ReadOnlySpan<double> center = control.Window;
        trajectory.CarryColumns(2 * n, side, sides);
        readings.Misfits(sides, 2 * n, misfits);
        lowest = (Reduction.Dot(minimum, minimum) + readings.Misfit(center)) / 2;
        for (int k = 0; k < 2 * n; k++)
        {
            if (IsOff(k))
                return true;
        }

        double spreads = 0, shifts = 0;
        for (int e = 0; e < entries; e++)
        {
            control.Tangent(e).CopyTo(this.v);
            Cholesky.SolveLower(factor, n, this.v, 1);
            double variance = Reduction.Dot(this.v, this.v), spread = 0, shift = 0;
            if (!(variance > 0))
                continue;
            for (int k = 0; k < n; k++)
            {
                double high = sides[(((e * n) + k) * 2)], low = sides[(((e * n) + k) * 2) + 1], half = (high - low) / 2;
                spread += half * half;
                shift += ((high + low) / 2) - center[e];
            }

            spreads += Math.Abs((spread / variance) - 1) / entries;
            shifts += shift * shift / variance / entries;
        }

        return !(spreads <= LargestSpreadError) || !(shifts <= LargestBias * LargestBias);
    }

    /// <summary>The weighted mean and standard deviations of the window.</summary>
    public void Moments(Span<float> mean, Span<float> standardDeviation)
    {
        Weigh();
        // A weighted variance of so many draws is too small by one in the effective number.
        double unbiased = effectiveSize / Math.Max(1, effectiveSize - 1);
        for (int e = 0; e < entries; e++)
        {
            (double center, double variance) = Reduction.WeightedMoments(logWeights, windows.AsSpan(e * draws, draws));
            (mean[e], standardDeviation[e]) = ((float)center, (float)Math.Sqrt(unbiased * variance));
        }
    }

    /// <summary>Draws windows with the probability of their weights.</summary>
    public void Sample(RandomKey key, int count, Span<float> samples)
    {
        Weigh();
        Span<float> uniform = stackalloc float[1];
        for (int s = 0; s < count; s++)
        {
            RandomDraws.Uniform(key.Child((ulong)s), uniform);
            int at = Array.BinarySearch(cumulative, uniform[0]);
            at = Math.Min(at < 0 ? ~at : at, draws - 1);
            for (int e = 0; e < entries; e++)
                samples[(s * entries) + e] = windows[(e * draws) + at];
        }
    }

    /// <summary>Draws about the minimum that <see cref="IsBent"/> looked at, and weighs the draws, once a window.</summary>
    private void Weigh()
    {
        if (isWeighed)
            return;
        isWeighed = true;
        if (windows.Length == 0)
        {
            (normals, windows) = (new float[2 * draws * n], new float[draws * entries]);
            RandomDraws.Normal(RandomKey.FromSeed(0), normals);
        }

        // The normals of the Hessian's root from those of the first state's: L^-1 R is a rotation.
        root.CopyTo(turn, 0);
        Cholesky.SolveLower(carried.Root, n, turn, n);
        trajectory.CarryColumns(draws, draw, windows);
        readings.Misfits(windows, draws, misfits);
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

            ToControl();
            double log = lowest + ((squares - Reduction.Dot(v, v) - misfits[i]) / 2);
            logWeights[i] = double.IsFinite(log) ? log : double.NegativeInfinity;
        }

        bool isTrusted = shape.Smooth(logWeights) < TrustedShape;
        double largest = logWeights.Max(), sum = 0, square = 0;
        for (int i = 0; i < draws; i++)
        {
            // A draw that diverges has no window to count.
            if (logWeights[i] == double.NegativeInfinity)
                Clear(i);
            else if (!isTrusted)
                logWeights[i] = largest;
            double weight = Math.Exp(logWeights[i] - largest);
            (sum, square) = (sum + weight, square + (weight * weight));
            cumulative[i] = sum;
        }

        for (int i = 0; i < draws; i++)
            (cumulative[i], logWeights[i]) = (cumulative[i] / sum, Math.Exp(logWeights[i] - largest) / sum);
        effectiveSize = sum * sum / square;
    }

    private void Clear(int draw)
    {
        for (int e = 0; e < entries; e++)
            windows[(e * draws) + draw] = 0;
    }

    /// <summary>Whether the cost one standard deviation away is not half a nat above the lowest.</summary>
    private bool IsOff(int side)
    {
        Array.Clear(v);
        v[side / 2] = side % 2 == 0 ? 1 : -1;
        ToControl();
        return !(Math.Abs(((Reduction.Dot(v, v) + misfits[side]) / 2) - lowest - 0.5) <= LargestCostError);
    }

    /// <summary>v = v* + L^-T v.</summary>
    private void ToControl()
    {
        Cholesky.SolveLowerTransposed(factor, n, v, 1);
        for (int k = 0; k < n; k++)
            v[k] += minimum[k];
    }

    /// <summary>x* plus or minus column k of its root.</summary>
    private void Side(int number, Span<double> result)
    {
        for (int i = 0; i < n; i++)
            result[i] = start[i] + ((number % 2 == 0 ? 1 : -1) * root[(i * n) + (number / 2)]);
    }

    private void Draw(int i, Span<double> result) => carried.Draw(normals.AsSpan(2 * i * n, 2 * n), e, result);
}
