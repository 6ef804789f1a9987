using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Inference;

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
    private readonly FirstStatePosterior? recalibrated;
    private readonly FirstStatePosterior firstState;
    private readonly float[] observations, mask, inputs, features, condition, scratch;
    private readonly double[] whitened, estimate, mean, root, control;
    private readonly float[] draws;
    private readonly Action<int, Span<double>> draw;
    private float[] normals = [];

    /// <summary>Wraps a posterior.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="recalibration">Fitted to this posterior; null to leave it as it is.</param>
    /// <param name="name">The method's name.</param>
    /// <exception cref="ArgumentException">The recalibration is of another dimension, or the head is not a Gaussian.</exception>
    public ControlAnalysis(ControlPosterior posterior, Recalibration? recalibration = null, string name = "control")
    {
        ArgumentNullException.ThrowIfNull(posterior);
        if (recalibration is not null && !posterior.Head.IsGaussian)
            throw new ArgumentException("Only a Gaussian over the control can be recalibrated.", nameof(recalibration));
        recalibrated = recalibration is null ? null : new FirstStatePosterior(posterior.Settings, recalibration);
        firstState = new FirstStatePosterior(posterior.Settings, null);
        (this.posterior, Name) = (posterior, name);
        int p = posterior.Observations, n = posterior.States;
        window = new ControlledWindow(posterior.Settings, posterior.LeadSteps);
        (observations, mask, inputs) = (new float[p], new float[p], new float[p]);
        features = new float[posterior.Encoder.Features];
        condition = new float[posterior.Head.ConditionSize];
        scratch = new float[Math.Max(posterior.Encoder.ScratchPerRow, posterior.Head.ScratchSize)];
        (whitened, estimate, mean, control) = (new double[n], new double[n], new double[n], new double[n]);
        (root, draw) = (new double[n * n], Draw);
        draws = posterior.Head.IsGaussian ? [] : new float[MarginalDraws * window.Entries];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The posterior.</summary>
    public ControlPosterior Posterior => posterior;

    /// <summary>Mean of the control, of the last problem conditioned on.</summary>
    internal ReadOnlySpan<double> Mean => mean;

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
    {
        Condition(problem);
        Shapes.RequireSameLength(window.Entries, mean.Length, nameof(mean));
        Shapes.RequireSameLength(window.Entries, standardDeviation.Length, nameof(standardDeviation));
        if (recalibrated is not null && SetFirstState(recalibrated))
        {
            recalibrated.Marginals(mean, standardDeviation);
        }
        else if (posterior.Head.IsGaussian)
        {
            Locate();
            window.Carry(this.mean);
            window.CarryRoot(root);
            window.Marginals(mean, standardDeviation);
        }
        else
        {
            // No two moments say it: the window's own, of draws that are the same for every problem.
            Draw(MarginalKey, MarginalDraws, draws);
            SampleStatistics.MeanAndStd(draws, mean, standardDeviation);
        }

        return AnalysisStatus.Of(mean, standardDeviation);
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(ObservedWindow problem, RandomKey key, Span<float> samples)
    {
        Condition(problem);
        int count = samples.Length / window.Entries;
        Shapes.RequireMatrix(samples.Length, count, window.Entries, nameof(samples));
        if (recalibrated is not null && SetFirstState(recalibrated))
        {
            recalibrated.Sample(key, count, samples);
            return AnalysisStatus.Ok;
        }

        Draw(key, count, samples);
        return AnalysisStatus.Ok;
    }

    /// <inheritdoc/>
    public void LogProb(ObservedWindow problem, ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        Condition(problem);
        Shapes.RequireMatrix(windows.Length, logProbs.Length, window.Entries, nameof(windows));
        if (recalibrated is not null && SetFirstState(recalibrated))
        {
            recalibrated.LogProb(windows, logProbs);
            return;
        }

        int n = posterior.States;
        for (int i = 0; i < logProbs.Length; i++)
        {
            for (int c = 0; c < n; c++)
                control[c] = windows[(i * window.Entries) + c];
            window.Back(control, posterior.LeadSteps);
            for (int c = 0; c < n; c++)
                control[c] -= estimate[c];
            posterior.Standardization.Whiten(control);
            logProbs[i] = posterior.Head.LogProb(posterior.Parameters.Span, condition, control, scratch) - posterior.LogScale;
        }
    }

    /// <inheritdoc/>
    FirstStatePosterior? IFirstStatePosterior.FirstState(ObservedWindow problem)
    {
        Condition(problem);
        return posterior.Head.IsGaussian && SetFirstState(firstState) ? firstState : null;
    }

    /// <summary>Runs the network on a problem: leaves the mean of the control.</summary>
    internal void Guess(ObservedWindow problem)
    {
        Condition(problem);
        Locate();
    }

    private void Draw(RandomKey key, int count, Span<float> samples)
    {
        int n = posterior.States;
        if (normals.Length < count * n)
            normals = new float[count * n];
        RandomDraws.Normal(key, normals.AsSpan(0, count * n));
        window.CarryMany(count, draw, samples);
    }

    /// <summary>The mean and the root at the window's start.</summary>
    private bool SetFirstState(FirstStatePosterior state)
    {
        Locate();
        int n = posterior.States;
        window.Carry(mean);
        window.CarryRoot(root);
        Span<double> tangents = stackalloc double[n * n];
        for (int c = 0; c < n; c++)
            window.Tangent(c).CopyTo(tangents[(c * n)..]);
        return state.Set(window.Window[..n], tangents);
    }

    /// <summary>Runs the network on a problem.</summary>
    private void Condition(ObservedWindow problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Shapes.RequireSameLength(window.Entries, problem.Observations.Length, nameof(problem));
        IReadOnlyList<int> entries = posterior.ObservedEntries;
        for (int i = 0; i < entries.Count; i++)
        {
            mask[i] = problem.Mask[entries[i]];
            observations[i] = mask[i] == 0 ? 0 : problem.Observations[entries[i]];
        }

        ControlStandardization units = posterior.Standardization;
        ReadOnlySpan<float> parameters = posterior.Parameters.Span;
        units.Estimate(observations, mask, estimate);
        units.StandardizeObservations(observations, mask, inputs);
        posterior.Encoder.Encode(parameters, inputs, mask, 1, features, scratch);
        posterior.Head.Condition(parameters, features, condition, scratch);
    }

    /// <summary>Leaves the mean of the control and a root of its covariance, given the last problem conditioned on.</summary>
    private void Locate()
    {
        ControlStandardization units = posterior.Standardization;
        posterior.Head.Moments(posterior.Parameters.Span, condition, whitened, root, scratch);
        ToPhysical(whitened, mean);

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
        ReadOnlySpan<float> drawn = normals.AsSpan(index * control.Length, control.Length);
        posterior.Head.Transform(posterior.Parameters.Span, condition, drawn, control, scratch);
        ToPhysical(control, result);
    }

    /// <summary>control = l(y) + E u.</summary>
    private void ToPhysical(ReadOnlySpan<double> u, Span<double> control)
    {
        int n = u.Length;
        for (int i = 0; i < n; i++)
            control[i] = estimate[i] + Reduction.Dot(posterior.Standardization.Factor.Slice(i * n, i + 1), u);
    }
}
