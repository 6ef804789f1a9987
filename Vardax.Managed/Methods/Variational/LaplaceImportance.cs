using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// Importance sampling from a mixture of Laplace's posteriors of a window's first state, for posteriors that bend over the window. The
/// target is exp(-J), J the background of a draw's control and the misfit of its window. Before the window the model is taken as affine, for
/// there it contracts. If the background is no more than the moments of a prior, a recalibration of Laplace's draws stays in: so a quadratic
/// cost has weights of 1. Weights are smoothed (<see cref="ParetoShape"/>). If they are not to be trusted even then, the draws
/// that are left move by differential evolution (ter Braak 2006, Statistics and Computing 16), each half of them by the differences of the
/// other; draws of several modes that cannot move from one to another have tempered weights. Holds its buffers: one instance serves one
/// thread.
/// </summary>
internal sealed class LaplaceImportance
{
    // Of a quadratic cost and an affine window both are 0: how far the cost may be off half a nat at one standard deviation, and the
    // spread of the window off the tangents', before the posterior counts as bent.
    private const double LargestCostError = 0.1, LargestSpreadError = 0.05, LargestBias = 0.05;

    // Of more coordinates a few hundred draws are too few: their weights are those of one or two draws, and moves hardly leave the start.
    private const int MostCoordinates = 12;

    // The Pareto shapes from which on weights say too little: of a target that is the posterior, and of one that stands on a background of moments.
    private const double TrustedShape = 0.5, LargestShape = 0.7;
    private const int Sweeps = 30;

    // A sweep out of so many jumps whole differences, from mode to mode.
    private const int Jumps = 6;

    private readonly TrajectoryControl control;
    private readonly InstrumentReadings readings;
    private readonly IReadOnlyList<LaplaceMode> modes;
    private readonly double[] shares;
    private readonly int n, entries, draws;
    private readonly bool isExact;
    private readonly WindowTrajectory trajectory;
    private readonly ParetoShape shape;
    private readonly double[] v, logWeights, cumulative, misfits, logTargets, tempered, units, proposals, stateMean, stateCovariance;
    private readonly int[] owners;
    private readonly Action<int, Span<double>> draw, side, proposal;
    private readonly float[] sides, uniforms;
    private float[] normals = [], windows = [];
    private double effectiveSize;
    private bool isWeighed;
    private LaplaceMode looked;

    /// <summary>Lays out the buffers.</summary>
    /// <param name="settings">The family of windows.</param>
    /// <param name="control">The control.</param>
    /// <param name="readings">The observations.</param>
    /// <param name="modes">The modes, of which the first so many count.</param>
    /// <param name="shares">Their weights.</param>
    /// <param name="draws">How many draws, an even number.</param>
    /// <param name="isExact">Whether the background is the prior, and so J the posterior.</param>
    public LaplaceImportance(
        ProblemSettings settings, TrajectoryControl control, InstrumentReadings readings, IReadOnlyList<LaplaceMode> modes, double[] shares,
        int draws, bool isExact)
    {
        (this.control, this.readings, this.modes, this.shares, this.draws) = (control, readings, modes, shares, draws);
        (trajectory, shape, looked) = (new WindowTrajectory(settings, 0), new ParetoShape(draws), modes[0]);
        (n, entries, owners) = (control.Parameters, control.Entries, new int[draws]);
        (v, misfits) = (new double[n], new double[Math.Max(draws, 2 * n)]);
        (logWeights, cumulative, sides) = (new double[draws], new double[draws], new float[2 * n * entries]);
        (stateMean, stateCovariance) = (new double[n], new double[n * n]);
        (logTargets, tempered, units, proposals) = (new double[draws], new double[draws], new double[draws * n], new double[draws * n]);
        (draw, side, proposal, uniforms, this.isExact) = (Draw, Side, Propose, new float[3 * draws / 2], isExact);
    }

    /// <summary>Whether the control has no more coordinates than draws can do justice to.</summary>
    public static bool Serves(int coordinates) => coordinates <= MostCoordinates;

    /// <summary>The modes are others than before.</summary>
    public void Forget() => isWeighed = false;

    /// <summary>
    /// Whether the posterior about a minimum is bent: whether cost or window leave their quadratic and affine forms within one standard
    /// deviation along the Hessian's axes. The control has to be linearised there.
    /// </summary>
    public bool IsBent(LaplaceMode mode)
    {
        looked = mode;
        ReadOnlySpan<double> center = control.Window;
        trajectory.CarryColumns(2 * n, side, sides);
        readings.Misfits(sides, 2 * n, misfits);
        for (int k = 0; k < 2 * n; k++)
        {
            if (IsOff(k))
                return true;
        }

        double spreads = 0, shifts = 0;
        for (int e = 0; e < entries; e++)
        {
            control.Tangent(e).CopyTo(v);
            Cholesky.SolveLower(mode.Factor, n, v, 1);
            double variance = Reduction.Dot(v, v), spread = 0, shift = 0;
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
    public void Moments(int count, Span<float> mean, Span<float> standardDeviation)
    {
        Weigh(count);
        // A weighted variance of so many draws is too small by one in the effective number.
        double unbiased = effectiveSize / Math.Max(1, effectiveSize - 1);
        for (int e = 0; e < entries; e++)
        {
            (double center, double variance) = Reduction.WeightedMoments(logWeights, windows.AsSpan(e * draws, draws));
            (mean[e], standardDeviation[e]) = ((float)center, (float)Math.Sqrt(unbiased * variance));
        }
    }

    /// <summary>
    /// Weighted mean and covariance (row-major) of one state of the window, taken in the coordinates of the window's start: a mean T(u) and
    /// a covariance D C D, D = dT/du there. Not a number if a draw is outside their support.
    /// </summary>
    public void State(int count, int step, Span<double> mean, Span<double> covariance)
    {
        Weigh(count);
        InitialDistribution coordinates = control.Start;
        int dimension = mean.Length;
        stateMean.AsSpan().Clear();
        stateCovariance.AsSpan().Clear();
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < draws; i++)
            {
                if (logWeights[i] == 0)
                    continue;
                for (int c = 0; c < dimension; c++)
                    mean[c] = windows[(((step * dimension) + c) * draws) + i];
                coordinates.ToCoordinates(mean, v);
                for (int a = 0; a < n; a++)
                {
                    if (pass == 0)
                        stateMean[a] += logWeights[i] * v[a];
                    else
                        v[a] -= stateMean[a];
                    for (int b = 0; b <= a && pass == 1; b++)
                        stateCovariance[(a * n) + b] += logWeights[i] * v[a] * v[b];
                }
            }
        }

        double unbiased = effectiveSize / Math.Max(1, effectiveSize - 1);
        coordinates.ToPhysical(stateMean, mean);
        coordinates.Derivatives(stateMean, v);
        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                int row = coordinates.Free[a], column = coordinates.Free[b];
                covariance[(row * dimension) + column] = covariance[(column * dimension) + row] = unbiased * v[a] * v[b] * stateCovariance[(a * n) + b];
            }
        }
    }

    /// <summary>Draws windows with the probability of their weights.</summary>
    public void Sample(RandomKey key, int modes, int count, Span<float> samples)
    {
        Weigh(modes);
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

    /// <summary>Draws from so many modes, each by its share, and weighs the draws, once a window.</summary>
    private void Weigh(int count)
    {
        if (isWeighed)
            return;
        isWeighed = true;
        if (windows.Length == 0)
        {
            (normals, windows) = (new float[2 * draws * n], new float[draws * entries]);
            RandomDraws.Normal(RandomKey.FromSeed(0), normals);
        }

        for (int i = 0; i < draws; i++)
        {
            owners[i] = WeightedStatistics.Choose(shares.AsSpan(0, count), (i + 0.5) / draws);
            modes[owners[i]].Carried.Draw(normals.AsSpan(2 * i * n, 2 * n), Unit(i), v);
        }

        trajectory.CarryColumns(draws, draw, windows);
        readings.Misfits(windows, draws, misfits);
        for (int i = 0; i < draws; i++)
        {
            LaplaceMode mode = modes[owners[i]];
            mode.ToControl(Unit(i), v);
            double log = -((Reduction.Dot(v, v) + misfits[i]) / 2) - LogProposal(count, v) - (isExact ? mode.Carried.LogRatio(Unit(i)) : 0);
            logWeights[i] = double.IsFinite(log) ? log : double.NegativeInfinity;
        }

        double k = shape.Smooth(logWeights);
        // Of several modes, a draw can move from one to another if the control is the window's first state.
        bool isTrusted = k < (isExact ? TrustedShape : LargestShape);
        if (isTrusted || (count > 1 && !control.IsFirstState))
        {
            effectiveSize = isTrusted ? ParetoShape.Normalize(logWeights, cumulative) : Temper();
            for (int i = 0; i < draws; i++)
            {
                // A draw that diverges has no window to count.
                if (logWeights[i] == 0)
                    Clear(i);
            }

            return;
        }

        for (int i = 0; i < draws; i++)
        {
            if (owners[i] > 0)
            {
                modes[owners[i]].ToControl(Unit(i), v);
                modes[0].ToUnit(v, Unit(i));
                owners[i] = 0;
            }

            logTargets[i] = LogTarget(Unit(i), misfits[i]);
        }

        Resample();
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            Move(sweep, 0);
            Move(sweep, draws / 2);
        }

        trajectory.CarryColumns(draws, draw, windows);
        Array.Fill(logWeights, 1.0 / draws);
        for (int i = 0; i < draws; i++)
            cumulative[i] = (i + 1.0) / draws;
        effectiveSize = draws;
    }

    /// <summary>Takes the weights to the largest power that leaves a quarter of the draws as their effective size.</summary>
    private double Temper()
    {
        double size = ParetoShape.Temper(logWeights, draws / 4.0, tempered, cumulative);
        tempered.CopyTo(logWeights, 0);
        return size;
    }

    /// <summary>Draws by tempered weights.</summary>
    private void Resample()
    {
        Temper();
        units.CopyTo(proposals, 0);
        logTargets.CopyTo(misfits, 0);
        for (int i = 0, at = 0; i < draws; i++)
        {
            while (at < draws - 1 && cumulative[at] < (i + 0.5) / draws)
                at++;
            // Halves of draws in order would know nothing of each other.
            int place = i % 2 == 0 ? i / 2 : (draws / 2) + (i / 2);
            proposals.AsSpan(at * n, n).CopyTo(Unit(place));
            logTargets[place] = misfits[at];
        }
    }

    /// <summary>Moves half of the draws by the differences of the other half.</summary>
    private void Move(int sweep, int first)
    {
        int half = draws / 2, other = half - first;
        RandomDraws.Uniform(RandomKey.FromSeed(1).Child((ulong)((2 * sweep) + (first == 0 ? 0 : 1))), uniforms);
        double factor = sweep % Jumps == Jumps - 1 ? 1 : 2.38 / Math.Sqrt(2 * n);
        for (int i = 0; i < half; i++)
        {
            int a = (int)(uniforms[3 * i] * half), b = (a + 1 + (int)(uniforms[(3 * i) + 1] * (half - 1))) % half;
            ReadOnlySpan<double> from = Unit(other + a), to = Unit(other + b), unit = Unit(first + i);
            for (int k = 0; k < n; k++)
                proposals[(i * n) + k] = unit[k] + (factor * (to[k] - from[k]));
        }

        trajectory.CarryColumns(half, proposal, windows);
        readings.Misfits(windows, half, misfits);
        for (int i = 0; i < half; i++)
        {
            ReadOnlySpan<double> proposed = proposals.AsSpan(i * n, n);
            double log = LogTarget(proposed, misfits[i]);
            if (!(Math.Log(uniforms[(3 * i) + 2]) < log - logTargets[first + i]))
                continue;
            proposed.CopyTo(Unit(first + i));
            logTargets[first + i] = log;
        }
    }

    /// <summary>
    /// -J of unit normals of the first mode, whose window has a misfit, and what a recalibration makes of them, bounded, for draws would run
    /// off along its tails.
    /// </summary>
    private double LogTarget(ReadOnlySpan<double> unit, double misfit)
    {
        modes[0].ToControl(unit, v);
        return (isExact ? 0 : modes[0].Carried.BoundedLogRatio(unit)) - ((Reduction.Dot(v, v) + misfit) / 2);
    }

    /// <summary>Log density, but for a constant, of a control in the mixture without recalibration.</summary>
    private double LogProposal(int count, ReadOnlySpan<double> v)
    {
        // Share and determinant make exp(-J) of the minimum.
        Span<double> logs = stackalloc double[LaplaceMixture.MostModes];
        for (int k = 0; k < count; k++)
            logs[k] = -modes[k].Cost - (modes[k].Distance(v) / 2);
        return WeightedStatistics.LogSum(logs[..count]);
    }

    private Span<double> Unit(int draw) => units.AsSpan(draw * n, n);

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
        looked.FromNormals(v);
        return !(Math.Abs(((Reduction.Dot(v, v) + misfits[side]) / 2) - looked.Cost - 0.5) <= LargestCostError);
    }

    /// <summary>x* plus or minus column k of its root.</summary>
    private void Side(int number, Span<double> result)
    {
        for (int i = 0; i < n; i++)
            result[i] = looked.Center[i] + ((number % 2 == 0 ? 1 : -1) * looked.Root[(i * n) + (number / 2)]);
    }

    private void Draw(int i, Span<double> result) => modes[owners[i]].Carried.Transform(Unit(i), result);

    private void Propose(int i, Span<double> result) => modes[0].Carried.Transform(proposals.AsSpan(i * n, n), result);
}
