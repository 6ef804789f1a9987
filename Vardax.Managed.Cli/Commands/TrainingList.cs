using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The options that make one command line many trainings: every key with every setting.</summary>
internal sealed class TrainingList
{
    // More is a mistake: their models would fill a disk.
    private const int Most = 1_000_000;

    private const string Column = "training.document";

    private readonly Option<string?> keys = new("--keys")
    {
        Description = "Train a model for each --train-key of a list such as 0..99 or 1,2,5; --out is a folder for them.", HelpName = "KEYS",
    };

    private readonly Option<string[]> sweeps = new("--sweep")
    {
        Description = "Train a model for each value of another option, such as steps=8000,40000. Repeatable: all combinations.",
        HelpName = "OPTION=VALUES", DefaultValueFactory = _ => [],
    };

    /// <summary>Both options.</summary>
    public IReadOnlyList<Option> All => [keys, sweeps];

    /// <summary>Whether there is a list.</summary>
    public bool IsGiven(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>Trains the list or a part of it, each as a command line of its own, or puts the table of its parts together.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="possible">The options that can have many values.</param>
    /// <param name="shards">Says which part.</param>
    /// <param name="folder">Where the models go.</param>
    /// <param name="json">Prints a document in place of a table.</param>
    /// <param name="cancellation">Ends it.</param>
    public int Execute(
        ParseResult parsed, IReadOnlyList<Option> possible, ShardOptions shards, Option<string> folder, Option<bool> json, CancellationToken cancellation)
    {
        IReadOnlyList<(string Option, string Value)[]> all = Read(parsed, possible);
        var results = new TrainingListDocument.Training[all.Count];
        if (OwnModels.Of(parsed).Parts is { } parts)
        {
            foreach ((int index, Ledger part) in parts.Load().Index())
                Fill(new Shard(index, parts.Count), _ => JsonSerializer.Deserialize(part.Keep(Column, ""), Documents.Default.Training)!);
        }
        else
        {
            string path = FormatOptions.OutputFolder(folder, parsed.GetRequiredValue(folder));
            void Train(Shard shard) => Fill(shard, i => Fit(parsed, all[i], path, cancellation));
            if (shards.Read(parsed) is { } shard)
            {
                return ShardOptions.Write(parsed, shard, () =>
                {
                    Train(shard);
                    Ledger part = new();
                    foreach (TrainingListDocument.Training result in results.Where(result => result is not null))
                        part.Keep(Column, JsonSerializer.Serialize(result, Documents.Default.Training));
                    return part;
                });
            }

            Train(Shard.Whole);
        }

        TrainingListDocument document = new() { Results = results };
        if (parsed.GetValue(json))
            parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(document, Documents.Default.TrainingListDocument));
        else
            Tables.Write(parsed.InvocationConfiguration.Output, [document.Table()]);
        return ExitCode.Success;

        void Fill(Shard shard, Func<int, TrainingListDocument.Training> next)
        {
            for (int i = shard.Start(results.Length); i < shard.End(results.Length); i++)
                results[i] = next(i);
        }
    }

    /// <summary>One training; one that ends without a model is a result as well.</summary>
    private TrainingListDocument.Training Fit(
        ParseResult parsed, (string Option, string Value)[] settings, string folder, CancellationToken cancellation)
    {
        string name = string.Join(',', settings.Select(one => $"{one.Option[2..]}={one.Value}")), file = $"{name}.safetensors";
        OwnModels models = OwnModels.Of(parsed);
        (TextWriter output, StringWriter document) = (models.Output, new StringWriter());
        models.Error.WriteLine($"training {name}");
        string[] line =
        [
            .. PartIdentity.CommandLine(PartIdentity.Of(parsed, keys.Name, sweeps.Name)), .. settings.SelectMany(one => (string[])[one.Option, one.Value]),
            .. parsed.GetValue<int?>("--threads") is { } threads ? (string[])["--threads", threads.ToString(CultureInfo.InvariantCulture)] : [],
            "--out", Path.Combine(folder, file), "--json",
        ];
        ParseResult own = parsed.RootCommandResult.Command.Parse(line);
        if (own.Errors is [{ Message: var fault }, ..])
            throw new InputException(fault);
        try
        {
            models.Output = document;
            if (own.InvokeAsync(models, cancellation).GetAwaiter().GetResult() != ExitCode.Success)
                throw new OperationCanceledException(cancellation);
            ModelDocument model = JsonSerializer.Deserialize(document.ToString(), Documents.Default.ModelDocument)! with { File = file };
            return new(name, model.Status, model);
        }
        catch (TrainingFailedException failure)
        {
            return new(name, failure.Message, null);
        }
        finally
        {
            models.Output = output;
        }
    }

    /// <summary>The options of each training with their values; the last of them varies fastest.</summary>
    /// <exception cref="InputException">A list is none, or an option is given beside it.</exception>
    private IReadOnlyList<(string Option, string Value)[]> Read(ParseResult parsed, IReadOnlyList<Option> possible)
    {
        List<(Option Option, string[] Values)> axes = [];
        if (parsed.GetValue(keys) is { } text)
            axes.Add((possible.First(option => option.Name == "--train-key"), Keys(text)));
        foreach (string sweep in parsed.GetValue(sweeps)!)
        {
            int equal = sweep.IndexOf('=', StringComparison.Ordinal);
            Option option = possible.FirstOrDefault(one => equal > 0 && one.Name == "--" + sweep[..equal])
                ?? throw OptionValues.Bad(sweeps, $"'{sweep}'", $"OPTION=VALUES with {OptionValues.OneOf(possible.Select(one => one.Name[2..]))}");
            string[] values = sweep[(equal + 1)..].Split(',', StringSplitOptions.TrimEntries);
            if (values.Contains("") || values.Distinct().Count() < values.Length)
                throw OptionValues.Bad(sweeps, $"'{sweep}'", "different values, comma-separated");
            axes.Add((option, values));
        }

        foreach ((Option option, _) in axes)
        {
            OptionValues.RequireAbsent(parsed, [option], "a list of its values");
            if (axes.Count(axis => axis.Option == option) > 1)
                throw new InputException($"{option.Name} has two lists of values; expected one.");
        }

        if (axes.Aggregate(1.0, (product, axis) => product * axis.Values.Length) > Most)
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"the lists make more than {Most} trainings; expected fewer."));
        IEnumerable<(string, string)[]> all = [[]];
        foreach ((Option option, string[] values) in axes)
            all = all.SelectMany(before => values.Select<string, (string, string)[]>(value => [.. before, (option.Name, value)]));
        return [.. all];
    }

    private string[] Keys(string text)
    {
        List<string> all = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split("..");
            ulong last = 0;
            if (ends.Length > 2 || !ulong.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out ulong first)
                || !ulong.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out last) || last < first || last - first >= Most)
            {
                throw OptionValues.Bad(keys, $"'{text}'", "whole numbers and ranges, comma-separated, such as 0..99 or 1,2,5");
            }

            for (ulong key = first; key <= last && key >= first; key++)
                all.Add(key.ToString(CultureInfo.InvariantCulture));
        }

        return all.Distinct().Count() == all.Count ? [.. all] : throw OptionValues.Bad(keys, $"'{text}'", "different keys");
    }
}
