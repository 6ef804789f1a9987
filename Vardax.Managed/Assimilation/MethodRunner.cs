using System.Diagnostics;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Scores;

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
        int dimension = settings.StateDimension, window = settings.WindowEntries;
        var values = new float[(settings.TotalSteps + 1) * dimension];
        var std = new float[window];
        AnalyzeAndForecast(method, problem, values, std);
        long start = Stopwatch.GetTimestamp();
        AnalysisStatus status = AnalyzeAndForecast(method, problem, values, std);
        double runtime = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        float[] truth = problem.Truth.Values;
        return new MethodResult
        {
            Name = method.Name,
            Status = status,
            Estimate = new Trajectory(settings.Grid, dimension, values),
            StandardDeviation = std,
            RmseAssim = Rmse.Overall(values.AsSpan(0, window), truth.AsSpan(0, window)),
            RmseForecast = values.Length == window
                ? double.NaN
                : Rmse.Overall(values.AsSpan(window), truth.AsSpan(window)),
            RmseTotal = Rmse.Overall(values, truth),
            RmseTrace = Rmse.ByRow(values, truth, settings.TotalSteps + 1, dimension),
            ComponentRmseAssim = Rmse.ByColumn(values.AsSpan(0, window), truth.AsSpan(0, window), settings.WindowStates, dimension),
            ComponentRmseTotal = Rmse.ByColumn(values, truth, settings.TotalSteps + 1, dimension),
            Spread = SampleStatistics.ColumnMeans(std, settings.WindowStates, dimension),
            Nll = GaussianScore.MeanNll(values.AsSpan(0, window), std, truth.AsSpan(0, window)),
            Coverage1Sigma = GaussianScore.Coverage(values.AsSpan(0, window), std, truth.AsSpan(0, window), 1),
            Coverage2Sigma = GaussianScore.Coverage(values.AsSpan(0, window), std, truth.AsSpan(0, window), 2),
            RuntimeMs = runtime,
            TrainTimeS = trainTimeS,
        };
    }

    private static AnalysisStatus AnalyzeAndForecast(
        IAnalysis method, AssimilationProblem problem, Span<float> values, Span<float> std)
    {
        AnalysisStatus status = method.Analyze(problem, values[..problem.Settings.WindowEntries], std);
        FullTrajectory.Forecast(problem.Settings, values);
        int dimension = problem.Settings.StateDimension;
        foreach (float component in values[^dimension..])
        {
            // What stops being finite stays so: the last state tells.
            if (status.IsUsable && !float.IsFinite(component))
                return new AnalysisStatus(false, $"the forecast diverges: {component} after {problem.Settings.TotalSteps} steps");
        }

        return status;
    }
}
