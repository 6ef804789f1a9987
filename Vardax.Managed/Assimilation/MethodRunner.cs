using System.Diagnostics;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>Runs a method on a problem, times it and scores it against the truth.</summary>
public static class MethodRunner
{
    /// <summary>One warm-up call, then one timed call of the analysis and the free forecast after it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="trainTimeS">Seconds the method was trained for, passed on to the result.</param>
    public static MethodResult Run(IAnalysis method, AssimilationProblem problem, double trainTimeS = 0)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(problem);
        ProblemSettings settings = problem.Settings;
        AnalyzeAndForecast(method, problem, new float[(settings.TotalSteps + 1) * settings.StateDimension], new float[settings.WindowEntries]);
        return RunOnce(method, problem, trainTimeS);
    }

    /// <summary>Runs a method on many problems, in parallel; the results do not depend on the number of threads.</summary>
    /// <param name="create">Creates the method, once for each thread.</param>
    /// <param name="problems">The problems.</param>
    /// <param name="trainTimeS">Seconds the method was trained for, passed on to the results.</param>
    /// <param name="parallel">Most threads and the token that ends the run; null for the machine's threads and no end.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static MethodResult[] RunMany(
        Func<IAnalysis> create, IReadOnlyList<AssimilationProblem> problems, double trainTimeS = 0,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(problems);
        return Workers.Each(
            problems.Count, parallel?.MaxDegreeOfParallelism ?? -1, create, (method, i) => RunOnce(method, problems[i], trainTimeS),
            parallel?.CancellationToken ?? default);
    }

    /// <summary>Scores an analysis that was made elsewhere, with its free forecast.</summary>
    /// <param name="name">The method's name.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="mean">The estimate of each window entry.</param>
    /// <param name="standardDeviation">Its standard deviation.</param>
    /// <param name="status">How far the analysis can be trusted.</param>
    /// <param name="runtimeMs">What it took, in milliseconds.</param>
    public static MethodResult Score(
        string name, AssimilationProblem problem, ReadOnlySpan<float> mean, float[] standardDeviation, AnalysisStatus status,
        double runtimeMs)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(standardDeviation);
        Trajectory estimate = FullTrajectory.FromWindow(problem.Settings, mean);
        return Score(name, problem, estimate.Values, standardDeviation, AfterForecast(status, problem.Settings, estimate.Values),
            runtimeMs, 0);
    }

    private static MethodResult RunOnce(IAnalysis method, AssimilationProblem problem, double trainTimeS)
    {
        ProblemSettings settings = problem.Settings;
        var values = new float[(settings.TotalSteps + 1) * settings.StateDimension];
        var std = new float[settings.WindowEntries];
        long start = Stopwatch.GetTimestamp();
        AnalysisStatus status = AnalyzeAndForecast(method, problem, values, std);
        double runtime = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return Score(method.Name, problem, values, std, status, runtime, trainTimeS);
    }

    private static MethodResult Score(
        string name, AssimilationProblem problem, float[] values, float[] std, AnalysisStatus status, double runtime, double trainTimeS)
    {
        ProblemSettings settings = problem.Settings;
        var parts = StateParts.Of(settings.Model);
        int dimension = parts.Components.Count, window = settings.WindowStates * dimension;
        double[] scales = parts.Scales(settings);
        ReadOnlySpan<float> estimate = parts.Compact<float>([.. values]), truth = parts.Compact<float>([.. problem.Truth.Values]);
        ReadOnlySpan<float> spread = parts.Compact<float>([.. std]);
        return new MethodResult
        {
            Name = name,
            Status = status,
            Estimate = new Trajectory(settings.Grid, settings.StateDimension, values),
            StandardDeviation = std,
            RmseAssim = Rmse.Overall(estimate[..window], truth[..window], scales),
            RmseForecast = estimate.Length == window ? double.NaN : Rmse.Overall(estimate[window..], truth[window..], scales),
            RmseTotal = Rmse.Overall(estimate, truth, scales),
            RmseTrace = Rmse.ByRow(estimate, truth, scales),
            ComponentRmseAssim = Rmse.ByColumn(estimate[..window], truth[..window], settings.WindowStates, dimension),
            ComponentRmseTotal = Rmse.ByColumn(estimate, truth, settings.TotalSteps + 1, dimension),
            UnknownErrors = [.. Enumerable.Range(dimension, parts.Unknowns.Count).Select(u => Math.Abs((double)values[u] - problem.Truth.Values[u]))],
            UnknownSpread = [.. std.Skip(dimension).Take(parts.Unknowns.Count).Select(s => (double)s)],
            Spread = SampleStatistics.ColumnMeans(spread, settings.WindowStates, dimension),
            Nll = GaussianScore.MeanNll(estimate[..window], spread, truth[..window]),
            Coverage1Sigma = GaussianScore.Coverage(estimate[..window], spread, truth[..window], 1),
            Coverage2Sigma = GaussianScore.Coverage(estimate[..window], spread, truth[..window], 2),
            RuntimeMs = runtime,
            TrainTimeS = trainTimeS,
        };
    }

    private static AnalysisStatus AnalyzeAndForecast(
        IAnalysis method, AssimilationProblem problem, Span<float> values, Span<float> std)
    {
        AnalysisStatus status = method.Analyze(problem, values[..problem.Settings.WindowEntries], std);
        FullTrajectory.Forecast(problem.Settings, values);
        return AfterForecast(status, problem.Settings, values);
    }

    private static AnalysisStatus AfterForecast(AnalysisStatus status, ProblemSettings settings, ReadOnlySpan<float> values)
    {
        foreach (float component in values[^settings.StateDimension..])
        {
            // What stops being finite stays so: the last state tells.
            if (status.IsUsable && !float.IsFinite(component))
            {
                return AnalysisStatus.Unusable(
                    AnalysisCode.Diverged, $"the forecast diverges: {component} after {settings.TotalSteps} steps");
            }
        }

        return status;
    }
}
