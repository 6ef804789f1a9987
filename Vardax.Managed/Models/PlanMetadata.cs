using System.Globalization;
using System.Text.Json;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Expressions;
using Vardax.Managed.Formats;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>A training plan as metadata: entries <c>problem</c>, <c>architecture</c>, <c>recipe</c> and <c>keys</c>.</summary>
internal static class PlanMetadata
{
    /// <summary>Adds the entries.</summary>
    /// <exception cref="ArgumentException">The schedule is not one of the library's.</exception>
    public static void Write(TrainingPlan plan, Dictionary<string, string> metadata)
    {
        metadata["problem"] = FileFormat.Json(json => Problem(json, plan.Settings));
        metadata["architecture"] = FileFormat.Json(json =>
        {
            json.WriteString("head", plan.Config.Head.Name);
            json.WriteNumber("latent_size", plan.Config.LatentSize);
            json.WriteNumber("hidden_size", plan.Config.HiddenSize);
            json.WriteNumber("depth", plan.Config.Depth);
            json.WriteString("activation", FileFormat.Word(plan.Config.Activation));
            if (plan.Config.IsLocal)
                json.WriteBoolean("local", true);
        });
        metadata["recipe"] = FileFormat.Json(json => Recipe(json, plan.Recipe));
        metadata["keys"] = FileFormat.Json(json =>
        {
            json.WriteString("model", plan.ModelKey.ToString());
            json.WriteString("train", plan.TrainKey.ToString());
        });
    }

    /// <summary>Reads the entries.</summary>
    /// <exception cref="VardaxFormatException">One is missing or out of range.</exception>
    public static TrainingPlan Read(SafeTensorsFile file, Func<string, IReadOnlyDictionary<string, double>, IDynamicalModel> createModel)
    {
        JsonFields architecture = JsonFields.Parse(file, "architecture"), keys = JsonFields.Parse(file, "keys");
        var config = new AmortizedConfig
        {
            Head = HeadType.Find(architecture["head"].Text) ?? throw architecture["head"].Wrong(string.Join(", ", HeadType.All)),
            LatentSize = architecture["latent_size"].Integer,
            HiddenSize = architecture["hidden_size"].Integer,
            Depth = architecture["depth"].Integer,
            Activation = architecture["activation"].Word<Activation>(),
            IsLocal = architecture.Optional("local")?.Flag ?? false,
        };
        return new TrainingPlan(
            Problem(JsonFields.Parse(file, "problem"), createModel), config, Recipe(JsonFields.Parse(file, "recipe")),
            Key(keys["model"]), Key(keys["train"]));
    }

    private static void Problem(Utf8JsonWriter json, ProblemSettings settings)
    {
        if (settings.Definition is { } definition)
        {
            InitialDistribution initial = settings.Initial.IsIndependent ? definition.Settings.Initial : settings.Initial;
            if (definition.Settings with { TotalSteps = settings.TotalSteps, PriorStd = settings.PriorStd, Initial = initial } != settings)
                throw new ArgumentException("The settings are not those of their definition; expected only another forecast, prior_std or ensemble.", nameof(settings));
            json.WriteTexts("system", definition.Entries.SelectMany(entry => (string[])[entry.Section, entry.Key, entry.Value]));
            json.WriteNumber("t_total", settings.TotalSteps);
            json.WriteNumber("prior_std", settings.PriorStd);
            ObservingMetadata.WriteMoments(json, settings.Initial);
            return;
        }

        json.WriteString("model", settings.Model.Name);
        json.WriteStartObject("parameters");
        foreach ((string name, double value) in settings.Model.Parameters)
            json.WriteNumber(name, value);
        json.WriteEndObject();
        json.WriteTexts("components", settings.Model.Components);
        ObservingMetadata.Write(json, settings.Initial);
        ObservingMetadata.WriteMoments(json, settings.Initial);
        json.WriteNumber("burn_in_steps", settings.BurnInSteps);
        json.WriteNumber("t_assim", settings.WindowSteps);
        json.WriteNumber("t_total", settings.TotalSteps);
        json.WriteNumber("dt", settings.Dt);
        json.WriteNumber("prior_std", settings.PriorStd);
        ObservingMetadata.Write(json, settings.Observing);
    }

    private static ProblemSettings Problem(
        JsonFields problem, Func<string, IReadOnlyDictionary<string, double>, IDynamicalModel> createModel)
    {
        if (problem.Optional("system") is not null)
            return OfText(problem);
        Dictionary<string, double> parameters = problem["parameters"].Fields.ToDictionary(field => field.Name, field => field.Value.Number);
        IDynamicalModel model = problem["model"].Built(name => createModel(name.Text, parameters), "a model that is known here");
        if (!problem["components"].Texts.SequenceEqual(model.Components))
            throw problem["components"].Wrong($"{string.Join(", ", model.Components)}, the model's");
        var settings = new ProblemSettings
        {
            Model = model,
            Initial = ObservingMetadata.Moments(problem, ObservingMetadata.Initial(problem)),
            Observing = ObservingMetadata.Observing(problem, model.Components.Count),
            BurnInSteps = problem["burn_in_steps"].Integer,
            WindowSteps = problem["t_assim"].Integer,
            TotalSteps = problem["t_total"].Integer,
            Dt = problem["dt"].Number,
            PriorStd = problem["prior_std"].Number,
        };
        return problem.Built(_ => { settings.Validate(); return settings; }, "settings that are possible");
    }

    /// <summary>The settings of a system that the file carries as text.</summary>
    private static ProblemSettings OfText(JsonFields problem)
    {
        string[] texts = [.. problem["system"].Texts];
        if (texts.Length % 3 != 0 || texts.Any(text => text.Length > ExpressionScope.MaxTextLength))
            throw problem["system"].Wrong($"section, key and value of each entry, of at most {ExpressionScope.MaxTextLength} characters");
        try
        {
            ProblemSettings settings = SystemDefinition.Read([.. texts.Chunk(3).Select(t => new SystemEntry(t[0], t[1], t[2]))]).Settings
                with
            { TotalSteps = problem["t_total"].Integer, PriorStd = problem["prior_std"].Number };
            settings = settings with { Initial = ObservingMetadata.Moments(problem, settings.Initial) };
            settings.Validate();
            return settings;
        }
        catch (Exception failure) when (failure is SystemDefinitionException or ArgumentException)
        {
            throw problem["system"].Wrong($"a system that is possible ({FileFormat.Reason(failure)})");
        }
    }

    private static void Recipe(Utf8JsonWriter json, TrainingRecipe recipe)
    {
        json.WriteString("name", recipe.Name);
        json.WriteNumber("steps", recipe.Steps);
        json.WriteNumber("batch_size", recipe.BatchSize);
        json.WriteStartObject("schedule");
        switch (recipe.Schedule)
        {
            case ConstantSchedule constant:
                json.WriteString("kind", "constant");
                json.WriteNumber("learning_rate", constant.LearningRate);
                break;
            case WarmupCosineSchedule cosine:
                json.WriteString("kind", "warmup_cosine");
                json.WriteNumber("peak", cosine.Peak);
                json.WriteNumber("warmup_share", cosine.WarmupShare);
                json.WriteNumber("final_share", cosine.FinalShare);
                break;
            case OneCycleSchedule cycle:
                json.WriteString("kind", "one_cycle");
                json.WriteNumber("peak", cycle.Peak);
                json.WriteNumber("rise_share", cycle.RiseShare);
                json.WriteNumber("initial_divisor", cycle.InitialDivisor);
                json.WriteNumber("final_divisor", cycle.FinalDivisor);
                break;
            default:
                json.WriteString("kind", "table");
                json.WriteNumbers<double>("rates", [.. RateTable.Of(recipe.Schedule, recipe.Steps).Rates]);
                break;
        }

        json.WriteEndObject();
        if (recipe.ClipNorm is { } norm)
            json.WriteNumber("clip_norm", norm);
        json.WriteBoolean("fresh_simulation", recipe.FreshSimulation);
        json.WriteBoolean("standardize", recipe.Standardize);
        json.WriteBoolean("zero_outputs", recipe.ZeroOutputs);
        json.WriteNumber("shards", recipe.Shards);
        json.WriteNumber("validation_problems", recipe.ValidationProblems);
        json.WriteNumber("validate_every", recipe.ValidateEvery);
        json.WriteNumber("missing", recipe.Missing);
        if (recipe.Patience is { } patience)
            json.WriteNumber("patience", patience);
    }

    private static TrainingRecipe Recipe(JsonFields fields)
    {
        JsonFields schedule = fields["schedule"].Object;
        var recipe = new TrainingRecipe
        {
            Name = fields["name"].Text,
            Steps = fields["steps"].Integer,
            BatchSize = fields["batch_size"].Integer,
            Schedule = schedule["kind"].Text switch
            {
                "constant" => new ConstantSchedule(schedule["learning_rate"].Number),
                "warmup_cosine" => new WarmupCosineSchedule(
                    schedule["peak"].Number, schedule["warmup_share"].Number, schedule["final_share"].Number),
                "one_cycle" => new OneCycleSchedule(schedule["peak"].Number, schedule["rise_share"].Number,
                    schedule["initial_divisor"].Number, schedule["final_divisor"].Number),
                "table" => Table(schedule["rates"]),
                _ => throw schedule["kind"].Wrong("constant, warmup_cosine, one_cycle or table"),
            },
            ClipNorm = fields.Optional("clip_norm")?.Number,
            FreshSimulation = fields["fresh_simulation"].Flag,
            Standardize = fields["standardize"].Flag,
            ZeroOutputs = fields["zero_outputs"].Flag,
            Shards = fields["shards"].Integer,
            ValidationProblems = fields["validation_problems"].Integer,
            ValidateEvery = fields["validate_every"].Integer,
            Missing = fields["missing"].Number,
            Patience = fields.Optional("patience")?.Integer,
        };
        return fields.Built(_ => { recipe.Validate(); return recipe; }, "a recipe that is possible");
    }

    private static RateTable Table(JsonFields rates)
    {
        double[] found = rates.Numbers;
        return found.Length > 0 && found.All(rate => rate >= 0) ? new RateTable(found) : throw rates.Wrong("a rate of 0 or more for each step");
    }

    private static RandomKey Key(JsonFields field) =>
        field.Text is { Length: 16 } text && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            ? RandomKey.FromSeed(value)
            : throw field.Wrong("sixteen hexadecimal digits");
}
