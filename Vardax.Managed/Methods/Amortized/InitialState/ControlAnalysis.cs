using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.NormalCoordinates;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.InitialState;

/// <summary>
/// A <see cref="ControlPosterior"/> as an analysis: the mean control carried over the window by the model, standard deviations by
/// the tangent model, samples each a trajectory of the model. One per thread; allocates nothing per analysis.
/// </summary>
public sealed class ControlAnalysis : IPosterior, IFirstStatePosterior
{
    private const int MarginalDraws = 256;
    private static readonly RandomKey MarginalKey = RandomKey.FromSeed(0);

    private readonly ControlPosterior posterior;
    private readonly ControlledWindow window;
    private readonly ControlUnits units;
    // Of a Gaussian head; of a flow there are the coordinates of its normals instead.
    private readonly FirstStatePosterior? recalibrated, firstState;
    private readonly SortedCoordinates? sorted;
    private readonly bool isRecalibrated;
    private readonly float[] observations, mask, inputs, features, condition, scratch;
    private readonly double[] whitened, mean, root, control, unit, tangents, low, high;
    private readonly float[] draws, single, windowMean, windowDeviation;
    private readonly ExclusiveUse guard = new("posterior");
    private readonly Action<int, Span<double>> draw;
    private float[] normals = [];
    private bool isSorted, isRecalibratedHere, hasMoments;
    private AnalysisStatus status;
    private float[] seen = [];

    /// <summary>Wraps a posterior.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="recalibration">Fitted to this posterior; null to leave it as it is.</param>
    /// <param name="name">The method's name.</param>
    /// <exception cref="ArgumentException">The recalibration is of another dimension.</exception>
    public ControlAnalysis(ControlPosterior posterior, Recalibration? recalibration = null, string name = "control")
    {
        ArgumentNullException.ThrowIfNull(posterior);
        isRecalibrated = recalibration is not null;
        if (posterior.Head.IsGaussian)
        {
            recalibrated = recalibration is null ? null : new FirstStatePosterior(posterior.Settings, recalibration);
            firstState = new FirstStatePosterior(posterior.Settings, null);
        }
        else
        {
            sorted = new SortedCoordinates(posterior.States, recalibration);
        }

        (this.posterior, Name) = (posterior, name);
        int p = posterior.Observations, n = posterior.States;
        (window, units) = (new ControlledWindow(posterior.Settings, posterior.LeadSteps), new ControlUnits(posterior.Standardization));
        (observations, mask, inputs) = (new float[p], new float[p], new float[p]);
        features = new float[posterior.Encoder.Features];
        condition = new float[posterior.Head.ConditionSize];
        scratch = new float[Math.Max(posterior.Encoder.ScratchPerRow, posterior.Head.ScratchSize)];
        (whitened, mean, control) = (new double[n], new double[n], new double[n]);
        (root, unit, single, draw) = (new double[n * n], new double[n], new float[n], Draw);
        (tangents, low, high) = (new double[n * n], new double[n], new double[n]);
        (windowMean, windowDeviation) = (new float[window.Entries], new float[window.Entries]);
        draws = posterior.Head.IsGaussian ? [] : new float[MarginalDraws * window.Entries];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The posterior.</summary>
    public ControlPosterior Posterior => posterior;

    // Those of recalibrated coordinates also choose components.
    private int NormalsPerDraw => (isSorted ? 2 : 1) * control.Length;

    /// <summary>Mean of the control, of the last problem conditioned on.</summary>
    internal ReadOnlySpan<double> Mean => mean;

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        Condition(problem).Worse(Moments(mean, standardDeviation));

    /// <inheritdoc/>
    public AnalysisStatus Condition(ObservedWindow problem)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        See(problem);
        isRecalibratedHere = recalibrated is not null && SetFirstState(recalibrated);
        isSorted = sorted is not null && isRecalibrated && Sort();
        hasMoments = isRecalibratedHere || posterior.Head.IsGaussian;
        if (isRecalibratedHere)
            recalibrated!.Marginals(windowMean, windowDeviation);
        else if (hasMoments)
            Marginals(windowMean, windowDeviation);
        return status = hasMoments ? AnalysisStatus.Of(windowMean, windowDeviation) : AnalysisStatus.Ok;
    }

    /// <inheritdoc/>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Length(window.Entries, mean.Length, nameof(mean));
        Guard.Length(window.Entries, standardDeviation.Length, nameof(standardDeviation));
        if (!hasMoments)
        {
            // No two moments say it: the window's own, of draws that are the same for every problem.
            Draw(MarginalKey, MarginalDraws, draws);
            SampleStatistics.MeanAndStd(draws, windowMean, windowDeviation);
            (hasMoments, status) = (true, AnalysisStatus.Of(windowMean, windowDeviation));
        }

        windowMean.CopyTo(mean);
        windowDeviation.CopyTo(standardDeviation);
        return status;
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        int count = samples.Length / window.Entries;
        Guard.Matrix(samples.Length, count, window.Entries, nameof(samples));
        if (isRecalibratedHere)
            recalibrated!.Sample(key, count, samples);
        else
            Draw(key, count, samples);
        return status.Worse(AnalysisStatus.OfSamples(samples, window.Entries));
    }

    /// <inheritdoc/>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Matrix(windows.Length, logProbs.Length, window.Entries, nameof(windows));
        if (isRecalibratedHere)
        {
            recalibrated!.LogProb(windows, logProbs);
            return status.Worse(AnalysisStatus.OfLogProbs(logProbs));
        }

        for (int i = 0; i < logProbs.Length; i++)
        {
            for (int c = 0; c < control.Length; c++)
                control[c] = windows[(i * window.Entries) + c];
            ToWhitened(control);
            logProbs[i] = posterior.Head.LogProb(posterior.Parameters.Span, condition, control, scratch) - units.LogScale;
            if (isSorted)
            {
                posterior.Head.Whiten(posterior.Parameters.Span, condition, control, unit, scratch);
                logProbs[i] += sorted!.LogRatio(unit);
            }
        }

        return status.Worse(AnalysisStatus.OfLogProbs(logProbs));
    }

    /// <inheritdoc/>
    bool IFirstStatePosterior.TryWhiten(
        ObservedWindow problem, ReadOnlySpan<double> firstState, Span<double> found, Span<double> coordinates)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        See(problem);
        if (this.firstState is not null)
        {
            if (!SetFirstState(this.firstState))
                return false;
            this.firstState.Whiten(firstState, coordinates);
            this.firstState.Features.CopyTo(found);
            return true;
        }

        if (!Sort())
            return false;
        firstState.CopyTo(control);
        ToWhitened(control);
        posterior.Head.Whiten(posterior.Parameters.Span, condition, control, unit, scratch);
        sorted!.Rotate(unit, coordinates);
        sorted.Features.CopyTo(found);
        return true;
    }

    /// <summary>Runs the network on a problem: leaves the mean of the control.</summary>
    internal void Guess(ObservedWindow problem)
    {
        See(problem);
        Locate();
    }

    /// <summary>The window of the mean, and what the tangent model makes of the root.</summary>
    private void Marginals(Span<float> windowMean, Span<float> standardDeviation)
    {
        Locate();
        window.Carry(mean);
        window.CarryRoot(root);
        window.Marginals(windowMean, standardDeviation);
    }

    private void Draw(RandomKey key, int count, Span<float> samples)
    {
        int size = count * NormalsPerDraw;
        if (normals.Length < size)
            normals = new float[size];
        RandomDraws.Normal(key, normals.AsSpan(0, size));
        window.CarryMany(count, draw, samples);
    }

    /// <summary>The mean and the root at the window's start.</summary>
    private bool SetFirstState(FirstStatePosterior state)
    {
        Locate();
        int n = posterior.States;
        window.Carry(mean);
        window.CarryRoot(root);
        for (int c = 0; c < n; c++)
            window.Tangent(c).CopyTo(tangents.AsSpan(c * n));
        return state.Set(window.Window[..n], tangents, seen);
    }

    /// <summary>Runs the network on a problem.</summary>
    private void See(ObservedWindow problem)
    {
        posterior.Settings.RequireWindow(problem);
        IReadOnlyList<int> entries = posterior.ObservedEntries;
        seen = problem.Mask;
        for (int i = 0; i < entries.Count; i++)
        {
            mask[i] = problem.Mask[entries[i]];
            observations[i] = mask[i] == 0 ? 0 : problem.Observations[entries[i]];
        }

        ReadOnlySpan<float> parameters = posterior.Parameters.Span;
        units.Set(observations, mask, inputs);
        posterior.Encoder.Encode(parameters, inputs, mask, 1, features, scratch);
        posterior.Head.Condition(parameters, features, condition, scratch);
    }

    /// <summary>Leaves the mean of the control and a root of its covariance, given the last problem conditioned on.</summary>
    private void Locate()
    {
        posterior.Head.Moments(posterior.Parameters.Span, condition, whitened, root, scratch);
        units.ToPhysical(whitened, mean);

        // E times the whitened root; rows from the last, in place, both lower triangular.
        int n = posterior.States;
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = j; k <= i; k++)
                    sum += units.Factor[(i * n) + k] * root[(k * n) + j];
                root[(i * n) + j] = sum;
            }
        }
    }

    private void Draw(int index, Span<double> result)
    {
        ReadOnlySpan<float> drawn = normals.AsSpan(index * NormalsPerDraw, NormalsPerDraw);
        if (isSorted)
        {
            sorted!.Draw(drawn, unit);
            for (int k = 0; k < unit.Length; k++)
                single[k] = (float)unit[k];
            drawn = single;
        }

        posterior.Head.Transform(posterior.Parameters.Span, condition, drawn, control, scratch);
        units.ToPhysical(control, result);
    }

    /// <summary>
    /// Sorts the coordinates of a flow's normals, by its secants from -1 to 1 in each of them about where all are 0: exact where the
    /// flow is affine.
    /// </summary>
    /// <returns>Whether they are finite.</returns>
    private bool Sort()
    {
        int n = posterior.States;
        Array.Clear(single);
        At(mean);
        for (int k = 0; k < n; k++)
        {
            single[k] = -1;
            At(low);
            single[k] = 1;
            At(high);
            single[k] = 0;
            for (int i = 0; i < n; i++)
                root[(i * n) + k] = (high[i] - low[i]) / 2;
        }

        window.Carry(mean);
        window.CarryRoot(root);
        for (int e = window.Entries - n; e < window.Entries; e++)
        {
            if (!double.IsFinite(Reduction.Dot(window.Tangent(e), window.Tangent(e))))
                return false;
        }

        sorted!.Sort(window, root, seen);
        return true;
    }

    /// <summary>The control that the flow makes of the normals at hand.</summary>
    private void At(Span<double> result)
    {
        posterior.Head.Transform(posterior.Parameters.Span, condition, single, control, scratch);
        units.ToPhysical(control, result);
    }

    /// <summary>Replaces a first state by the whitened control that leads to it.</summary>
    private void ToWhitened(Span<double> state)
    {
        window.Back(state, posterior.LeadSteps);
        units.Whiten(state);
    }
}
