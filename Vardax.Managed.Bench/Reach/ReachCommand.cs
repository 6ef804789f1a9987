using System.Text;
using Vardax.Managed.Bench.Compare;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Reach;

/// <summary>
/// <c>reach</c>: how far the posteriors over the control come, alone and polished, against the exact oracle, for several model
/// keys, as Markdown tables.
/// </summary>
internal static class ReachCommand
{
    private const int TimedProblems = 256;

    /// <summary>Runs it; progress goes to standard error.</summary>
    public static int Run(string[] args)
    {
        if (ReachOptions.Parse(args) is not { } options)
        {
            Console.Error.WriteLine("usage: " + ReachOptions.Usage);
            return 2;
        }

        try
        {
            string report = Measure(options);
            Console.Write(report);
            if (options.Out is { } path)
                File.WriteAllText(path, report);
            return 0;
        }
        catch (InvalidOperationException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static string Measure(ReachOptions options)
    {
        var keys = new ExperimentKeys();
        var generator = new ProblemGenerator(options.Settings);
        AssimilationProblem[] problems =
            [.. Enumerable.Range(0, options.Problems).Select(i => generator.Generate(keys.HeldOutStream.Child((ulong)i)))];
        float[] scale = AmortizedTrainer.EstimatePrior(generator, RandomKey.FromSeed(keys.HeldOut)).Climatology.StandardDeviation;
        Console.Error.WriteLine("the oracle");
        var oracle = new ReachOracle(options, generator, problems, scale, RandomKey.FromSeed(keys.HeldOut));
        var text = new StringBuilder(Head(options, oracle));
        foreach (HeadType head in options.Heads)
        {
            List<ReachRow> alone = [], polished = [];
            for (ulong key = 0; key < (ulong)options.Keys; key++)
            {
                Console.Error.WriteLine($"head {head}, key {key}");
                TrainingResult training = AmortizedTrainer.Train(new TrainingPlan(
                    generator.Settings, new AmortizedConfig { Head = head }, Recipes.Control with { Steps = options.Steps },
                    RandomKey.FromSeed(key), RandomKey.FromSeed(key + 1)));
                // A flow is for posteriors that the polish's Gaussian is not.
                TrainedModel model = TrainedModel.Fit(training, head == HeadType.Control ? new PolishOptions() : null);
                ReachRow Row(TrainedModel judged)
                {
                    (double time, double bytes) = ReachRow.Time(
                        judged.CreatePosterior(), problems.AsSpan(0, Math.Min(TimedProblems, problems.Length)));
                    var row = new ReachRow(
                        key, training.TrainTimeS,
                        ReachScores.Of(judged.CreatePosterior, problems, scale, RandomKey.FromSeed(keys.Sample)), oracle,
                        Judge(options).Judge(judged), time, bytes);
                    Console.Error.WriteLine(string.Join(" | ", row.Cells()));
                    return row;
                }

                alone.Add(Row(model with { Background = null }));
                if (model.Background is not null)
                    polished.Add(Row(model));
            }

            Append(text, $"head `{head}`, alone".ToLowerInvariant(), alone);
            Append(text, $"head `{head}`, polished".ToLowerInvariant(), polished);
        }

        return text.ToString();
    }

    private static CalibrationExperiment Judge(ReachOptions options) => new()
    {
        Settings = options.Settings, Runs = options.Runs, AgreementWindows = options.Agreement, AdjointWindows = options.Adjoint,
    };

    private static string Head(ReachOptions options, ReachOracle oracle) => FormattableString.Invariant(
        $"""
        Preset {options.Preset}{(options.Sparse ? ", x alone observed, every 10th step, noise 1" : "")}:
        {options.Steps} steps of training for each of {options.Keys} model keys; {options.Problems} held-out problems, gates on
        {options.Runs} others. The oracle, {options.OracleDraws} draws, is sure of {oracle.Usable.Length} of {oracle.Asked}
        posteriors; there its window RMSE is {ReachRow.Text(oracle.Rmse, "F4")}, its marginal NLL
        {ReachRow.Text(oracle.MarginalNll, "F1")}, its energy score {ReachRow.Text(oracle.EnergyScore, "F4")}. Intervals are of
        95 %: over problems for each key, over keys for all.

        """);

    private static void Append(StringBuilder text, string title, List<ReachRow> rows)
    {
        if (rows.Count == 0)
            return;
        text.Append('\n').Append(title).Append("\n\n");
        MarkdownTable.Append(text, ReachRow.Columns);
        MarkdownTable.Append(text, [.. ReachRow.Columns.Select(_ => "---")]);
        foreach (ReachRow row in rows)
            MarkdownTable.Append(text, row.Cells());
        MarkdownTable.Append(text, ReachRow.Summary(rows));
    }
}
