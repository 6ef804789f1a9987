using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The bootstrap particle filter with regularisation: w_i becomes w_i p(y | x_i). Before the next forecast, if 1 / sum w^2 is at most
/// <see cref="FilterOptions.ResampleBelow"/> N, particles are drawn anew (systematic), and those drawn more than once are jittered with
/// (reg N^(-1/(n+4)))^2 times the weighted covariance. N. J. Gordon, D. J. Salmond and A. F. M. Smith, IEE Proc. F 140 (1993); C. Musso,
/// N. Oudjane and F. Le Gland, "Improving regularised particle filters" (2001). Anchor: Lorenz-63, N 4000, reg 0.7, resampled below 0.05,
/// sakov2012: 0.27. A Student error is taken as such. The particles are moved in single precision, whose rounding is far below their distances.
/// Particles that have lost the truth do not find it again by their weights: if the innovation's chi square is one that a consistent filter
/// meets once in 100,000 updates, and -2 log of the weighted mean of e^(-|R^(-1/2) (y - g(x_i))|^2 / 2) is as large, weights are forgotten, and
/// particles spread about their mean until chi square is as expected, or the observations are within their spread
/// (<see cref="FilterOptions.Recovers"/>).
/// </summary>
public sealed class ParticleFilter : Filter
{
    // Once in 100,000 updates of a consistent filter.
    private const double Unlikely = 4.26;

    private const int MostDoublings = 60;
    private const double LeastSum = 1e-200;

    private readonly Members particles;
    private readonly double[] weights, seen, mean, covariance, jitter, logs, ratios, row, innovation, departure, whitened;
    private readonly float[] powers;
    private readonly int[] chosen;
    private bool reaches;
    private string? fault;

    /// <summary>Starts at draws of the initial distribution.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings; null for those of <see cref="FilterOptions"/>.</param>
    public ParticleFilter(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options)
    {
        int n = system.StateDimension, count = Options.Members;
        particles = new Members(system, count, Options.Key.InitialState(), isSingle: true);
        (weights, logs, ratios, powers, chosen) = (new double[count], new double[count], new double[count], new float[count], new int[count]);
        weights.AsSpan().Fill(1.0 / count);
        (seen, jitter) = (new double[system.Instruments * count], new double[n * count]);
        (mean, covariance, row) = (new double[n], new double[n * n], new double[count]);
        innovation = new double[system.Instruments * system.Instruments];
        (departure, whitened) = (new double[system.Instruments], new double[system.Instruments]);
    }

    /// <inheritdoc/>
    public override int Members => particles.Count;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Ensemble => particles.States;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Weights => weights;

    /// <summary>1 / sum w^2.</summary>
    public double EffectiveSampleSize => 1 / Reduction.Dot(weights, weights);

    /// <inheritdoc/>
    private protected override IReadOnlyList<double[]> Arrays => [particles.States, weights];

    private ReadOnlySpan<double> Component(int c) => particles.States.AsSpan(c * Members, Members);

    /// <inheritdoc/>
    public override void Mean(Span<double> mean)
    {
        for (int c = 0; c < mean.Length; c++)
            mean[c] = Reduction.Dot(weights, Component(c));
    }

    /// <summary>The unbiased weighted covariance, sum of w (x - mean) (x - mean)^T / (1 - sum w^2); unweighted if one particle has all the weight.</summary>
    /// <param name="covariance">Receives n x n values.</param>
    public override void Covariance(Span<double> covariance)
    {
        int n = System.StateDimension;
        Mean(mean);
        ReadOnlySpan<double> w = weights;
        double squares = Reduction.Dot(w, w);
        if (!(1 - squares > 1e-10))
        {
            logs.AsSpan().Fill(1.0 / Members);
            w = logs;
            squares = 1.0 / Members;
            for (int c = 0; c < n; c++)
                mean[c] = Reduction.Dot(w, Component(c));
        }

        Span<double> weighted = row;
        for (int a = 0; a < n; a++)
        {
            Elementwise.Map(Component(a), weighted, new VectorAddConstant<double>(-mean[a]));
            Elementwise.Map(weighted, w, weighted, default(VectorMultiply<double>));
            // The weighted departures sum to 0, so the other mean does not matter but for rounding.
            for (int b = 0; b <= a; b++)
                covariance[(a * n) + b] = covariance[(b * n) + a] = (Reduction.Dot(weighted, Component(b)) - (mean[b] * Reduction.Sum<double>(weighted))) / (1 - squares);
        }
    }

    /// <inheritdoc/>
    public override void Std(Span<double> std)
    {
        Covariance(covariance);
        for (int c = 0; c < std.Length; c++)
            std[c] = Math.Sqrt(Math.Max(0, covariance[(c * std.Length) + c]));
    }

    /// <inheritdoc/>
    private protected override void Propagate(double dt, int count, RandomKey errors)
    {
        double size = EffectiveSampleSize;
        // Equal weights need no draw.
        if (size <= Options.ResampleBelow * Members && size < Members * (1 - 1e-9))
            Resample(Options.Key.Updates().Child((ulong)Updates).Selection());
        particles.Propagate(dt, count, errors);
        fault = particles.NotFinite();
    }

    /// <inheritdoc/>
    private protected override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key)
    {
        System.Observing.Operator.ApplyColumns(particles.States, seen, Members);
        double square = ChiSquare(y, rows), largest = ChiSquareQuantile.Of(rows.Length, Unlikely);
        (double evidence, double sum, double constant) = Weigh(rows);
        // Far in their covariance, the observations may still be near some of the particles.
        if (Options.Recovers && square > largest && !(-2 * evidence <= largest))
        {
            square = Recover(y, rows, square);
            (evidence, sum, constant) = Weigh(rows);
        }

        Elementwise.Map(ratios, weights, weights, new MultiplyScaled(1 / sum));
        Innovation = new Innovation(rows.Length, square, evidence + constant);
    }

    /// <inheritdoc/>
    private protected override (AnalysisCode Code, string Fault)? Fault()
    {
        if (fault is not null)
            return (AnalysisCode.Diverged, fault);
        return double.IsFinite(EffectiveSampleSize) ? null : (AnalysisCode.Collapsed, "no particle explains the observations");
    }

    /// <summary>Spreads the particles, all of one weight, until the observations are as expected or within their spread.</summary>
    private double Recover(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, double square)
    {
        Recoveries++;
        weights.AsSpan().Fill(1.0 / Members);
        for (int doublings = 0; square > rows.Length && !reaches && doublings < MostDoublings; doublings++)
        {
            Widen();
            System.Observing.Operator.ApplyColumns(particles.States, seen, Members);
            square = ChiSquare(y, rows);
        }

        return square;
    }

    /// <summary>The particles twice as far from their mean.</summary>
    private void Widen()
    {
        Mean(mean);
        for (int c = 0; c < mean.Length; c++)
        {
            Span<double> states = particles.States.AsSpan(c * Members, Members);
            for (int i = 0; i < states.Length; i++)
                states[i] += states[i] - mean[c];
        }
    }

    /// <summary>
    /// Leaves in ratios the densities of the observations given each particle, over some number; the log of their weighted mean, but for a constant
    /// that makes it 0 at the most, then the sum of the weights times the ratios, and the constant.
    /// </summary>
    private (double Evidence, double Sum, double Constant) Weigh(ReadOnlySpan<int> rows)
    {
        logs.AsSpan().Clear();
        double constant = 0;
        for (int j = 0; j < rows.Length; j++)
            constant += AddLogDensity(departure[j], rows[j]);
        double most = Reduction.Max(logs), sum = Weigh(most);
        if (!(sum > LeastSum))
        {
            // The best ones had lost all weight before.
            Elementwise.Map(logs, weights, logs, default(WhereWeighted));
            most = Reduction.Max(logs);
            sum = Weigh(most);
        }

        return (most + Math.Log(sum), sum, constant);
    }

    /// <summary>ratios = e^(log - most), in single precision; the sum of the weights times them.</summary>
    private double Weigh(double most)
    {
        Elementwise.Map(logs, ratios, new VectorAddConstant<double>(-most));
        Precision.Narrow(ratios, powers);
        Elementwise.Map(powers, powers, default(VectorExp<float>));
        Precision.Widen(powers, ratios);
        return Reduction.Dot(weights, ratios);
    }

    /// <summary>Adds the log density of an observation given each particle, but for the constant that is returned.</summary>
    /// <param name="departure">The observation less what is expected of it.</param>
    /// <param name="instrument">Its instrument, with what the particles see less that.</param>
    private double AddLogDensity(double departure, int instrument)
    {
        ErrorDistribution error = System.Observing.Instruments[instrument].Error;
        double scale = 1 / error.Std;
        ReadOnlySpan<double> values = seen.AsSpan(instrument * Members, Members);
        if (error is StudentError { Degrees: var degrees })
        {
            for (int i = 0; i < values.Length; i++)
            {
                double t = (departure - values[i]) * scale;
                logs[i] -= (degrees + 1) / 2 * Math.Log(1 + (t * t / degrees));
            }

            return GammaFunction.Log((degrees + 1) / 2) - GammaFunction.Log(degrees / 2) - (0.5 * Math.Log(degrees * Math.PI)) - Math.Log(error.Std);
        }

        Elementwise.Map(values, logs, logs, new LessSquare(departure, scale));
        return -(0.5 * Math.Log(2 * Math.PI)) - Math.Log(error.Std);
    }

    /// <summary>
    /// d^T C^-1 d with the mean and the covariance of what the particles see; leaves d, and what they see less its mean.
    /// </summary>
    private double ChiSquare(ReadOnlySpan<double> y, ReadOnlySpan<int> rows)
    {
        int k = rows.Length;
        double distance = 0, spread = 0;
        for (int j = 0; j < k; j++)
        {
            Span<double> values = seen.AsSpan(rows[j] * Members, Members);
            double expected = Reduction.Dot(weights, values);
            departure[j] = y[j] - expected;
            Elementwise.Map(values, values, new VectorAddConstant<double>(-expected));
            Elementwise.Map(values, weights, row, default(VectorMultiply<double>));
            for (int l = 0; l <= j; l++)
                innovation[(j * k) + l] = Reduction.Dot(row, seen.AsSpan(rows[l] * Members, Members));
            double variance = ErrorStd[rows[j]] * ErrorStd[rows[j]];
            spread += innovation[(j * k) + j] / variance;
            distance += departure[j] * departure[j] / variance;
            innovation[(j * k) + j] += variance;
        }

        // Whether the observations are within the spread of the particles, or no number.
        reaches = !(spread < distance);
        if (!Cholesky.TryFactor(innovation, k))
            return double.NaN;
        Span<double> solved = whitened.AsSpan(0, k);
        departure.AsSpan(0, k).CopyTo(solved);
        Cholesky.SolveLower(innovation, k, solved, 1);
        return Reduction.Dot(solved, solved);
    }

    private void Resample(RandomKey key)
    {
        int n = System.StateDimension, count = Members;
        Covariance(covariance);
        bool jitters = Options.Regularization > 0 && SemidefiniteRoot.TryFactor(covariance, n);
        Span<float> uniform = stackalloc float[1];
        RandomDraws.Uniform(key, uniform);
        double sum = 0;
        for (int i = 0, at = 0; i < count; i++)
        {
            double position = (i + (double)uniform[0]) / count;
            while (at < count - 1 && sum + weights[at] <= position)
                sum += weights[at++];
            chosen[i] = at;
        }

        double bandwidth = Options.Regularization * Math.Pow(count, -1.0 / (n + 4));
        Span<double> draws = jitter.AsSpan(0, n * count);
        if (jitters)
            NormalDraws.Fill(key.Child(1), draws);
        for (int c = n - 1; c >= 0; c--)
        {
            // In place from the last component back: the jitter of one needs the draws of those before it.
            for (int i = 0; jitters && i < count; i++)
            {
                double error = 0;
                for (int b = 0; b <= c; b++)
                    error += covariance[(c * n) + b] * draws[(b * count) + i];
                draws[(c * count) + i] = error;
            }

            Span<double> states = particles.States.AsSpan(c * count, count);
            states.CopyTo(row);
            for (int i = 0; i < count; i++)
                states[i] = row[chosen[i]] + (jitters && IsRepeated(i) ? bandwidth * draws[(c * count) + i] : 0);
        }

        weights.AsSpan().Fill(1.0 / count);
    }

    private bool IsRepeated(int i) =>
        (i > 0 && chosen[i - 1] == chosen[i]) || (i + 1 < chosen.Length && chosen[i + 1] == chosen[i]);

    /// <summary>x y factor.</summary>
    private readonly struct MultiplyScaled(double factor) : IBinaryOperator<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<double> Invoke(Vector<double> x, Vector<double> y) => x * y * factor;
    }

    /// <summary>The log density, or minus infinity of a particle without weight.</summary>
    private readonly struct WhereWeighted : IBinaryOperator<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<double> Invoke(Vector<double> log, Vector<double> weight) => Vector.ConditionalSelect(
            Vector.GreaterThan(weight, Vector<double>.Zero), log, new Vector<double>(double.NegativeInfinity));
    }

    /// <summary>log - 1/2 ((departure - x) scale)^2.</summary>
    private readonly struct LessSquare(double departure, double scale) : IBinaryOperator<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<double> Invoke(Vector<double> x, Vector<double> log)
        {
            Vector<double> z = (new Vector<double>(departure) - x) * scale;
            return Simd.MultiplyAdd(z * -0.5, z, log);
        }
    }
}
