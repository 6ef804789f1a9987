using Vardax.Managed.Dynamics;
using Vardax.Managed.Formats;
using Vardax.Managed.InitialState;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>A trained model as tensors and metadata.</summary>
internal static class ModelTensors
{
    // More than any lead-in takes, and what an analysis makes room for.
    private const int MostLeadSteps = 10_000;

    public static SafeTensorsFile Of(TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require(model);
        ProblemSettings settings = model.Settings;
        var tensors = new List<SafeTensor>(NetworkTensors.Of(model.Density, model.Density.Parameters))
        {
            SafeTensor.FromSingles("problem.mask", [settings.WindowStates, settings.Observing.Instruments.Count], settings.CreateMask()),
        };
        tensors.AddRange(model.Density is ControlDensity control
            ? StandardizationTensors.Of(control.Standardization, "standardization")
            : StandardizationTensors.Of(((WindowDensity)model.Density).Standardization));
        if (model.Background is { } background)
            tensors.AddRange(StandardizationTensors.Of(background.State, "background"));
        tensors.AddRange(RecalibrationTensors.Of(model.Recalibration, "recalibration"));
        if (model.Background is not null)
            tensors.AddRange(RecalibrationTensors.Of(model.PolishedRecalibration, "polished_recalibration"));
        tensors.AddRange(StandardizationTensors.Of(model.Climatology ?? (model.Density as WindowDensity)?.Standardization.Linear?.Climatology));
        tensors.AddRange(StandardizationTensors.Of(model.Typicality));
        tensors.AddRange(HistoryTensors.Of(model.History));

        Dictionary<string, string> metadata = FileFormat.Stamp(ModelFile.Kind, ModelFile.FormatVersion);
        metadata["name"] = model.Name;
        PlanMetadata.Write(model.Plan, metadata);
        ModelMetadata.Write(model, metadata);
        return Digest.Sealed(tensors, metadata);
    }

    public static TrainedModel Read(
        SafeTensorsFile file, Func<string, IReadOnlyDictionary<string, double>, IDynamicalModel>? createModel)
    {
        FileFormat.Require(file, ModelFile.Kind, ModelFile.FormatVersion);
        string? warning = Digest.Check(file);
        TrainingPlan plan = PlanMetadata.Read(file, createModel ?? DynamicalModels.Create);
        ProblemSettings settings = plan.Settings;
        RequireMask(file, settings);
        int n = StartCoordinates.Of(settings).Coordinates;
        ConditionalDensity density = Density(file, plan);
        NetworkTensors.Read(file, density, density.MutableParameters);
        (PolishOptions Polish, int LeadSteps)? polish = ModelMetadata.Polish(file);
        bool isControl = density is ControlDensity;
        if (isControl || !plan.Recipe.Standardize)
            RequireNone(file, "units that are not of the climatology", "linear", "values");
        if (!isControl)
            RequireNone(file, "a regression head", "standardization", "recalibration");
        if (polish is null || !isControl)
            RequireNone(file, "a model without polish", "background", "polished_recalibration");
        return new TrainedModel
        {
            Name = FileFormat.Text(file, "name"),
            Plan = plan,
            Density = density,
            Recalibration = isControl ? RecalibrationTensors.Read(file, "recalibration", n, Recalibration.FeatureCount(settings)) : null,
            Background = isControl && polish is var (_, lead) ? Background(file, settings, lead) : null,
            Polish = polish?.Polish ?? new PolishOptions(),
            PolishedRecalibration = isControl ? RecalibrationTensors.Read(file, "polished_recalibration", n, Recalibration.FeatureCount(settings)) : null,
            Climatology = file.HasGroup("climatology") ? StandardizationTensors.Climatology(file, settings.WindowEntries) : null,
            Typicality = StandardizationTensors.Typicality(file, settings.ObservationEntries),
            History = HistoryTensors.Read(file, plan.Recipe.Steps),
            Calibration = ModelMetadata.Calibration(file),
            Warning = warning,
        };
    }

    /// <summary>What cannot be read back is not written.</summary>
    internal static void Require(TrainedModel model)
    {
        ConditionalDensity expected = model.Density switch
        {
            ControlDensity control => ControlDensity.Lay(model.Settings, model.Plan.Config, control.Standardization),
            WindowDensity window => WindowDensity.Lay(model.Plan.Config, window.Standardization),
            _ => throw new ArgumentException($"The density is a {model.Density.GetType().Name}.", nameof(model)),
        };
        if (!expected.Layout.SequenceEqual(model.Density.Layout))
            throw new ArgumentException("The network is not what the plan's architecture makes.", nameof(model));
        if (model.Background is { } background
            && (model.Density is not ControlDensity || background.LeadSteps > Math.Min(MostLeadSteps, model.Settings.BurnInSteps)))
        {
            throw new ArgumentException(
                $"The background of the polish holds {background.LeadSteps} steps before the window; expected a head over the control, "
                + $"and at most {Math.Min(MostLeadSteps, model.Settings.BurnInSteps)}.", nameof(model));
        }

        if (model.Density is WindowDensity && (model.Recalibration ?? model.PolishedRecalibration) is not null)
            throw new ArgumentException("A posterior over all states has no recalibration.", nameof(model));
        if (model.Density is WindowDensity network
            && model.Plan.Recipe.Standardize != (network.Standardization.Linear is not null))
        {
            throw new ArgumentException("The units of the network are not what the recipe makes.", nameof(model));
        }

        if (model.Density is WindowDensity { Standardization: { Linear: { } linear } units }
            && !units.ObservationMean.SequenceEqual(linear.Values.Mean))
        {
            throw new ArgumentException("The linear estimate is of another climatology than the units.", nameof(model));
        }

        int bad = model.Density.Parameters.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (bad >= 0)
            throw new ArgumentException($"Parameter {bad} is {model.Density.Parameters.Span[bad]}; expected finite weights.", nameof(model));
    }

    /// <summary>What is stored is used: a group of tensors that belongs to another model tells of damage.</summary>
    private static void RequireNone(SafeTensorsFile file, string owner, params ReadOnlySpan<string> groups)
    {
        foreach (string group in groups)
        {
            if (file.HasGroup(group))
                throw new VardaxFormatException(file.Name, 8, $"tensors '{group}.*': expected none with {owner}");
        }
    }

    /// <summary>The window is as large as its mask, which is in the file: settings alone can claim any size.</summary>
    private static void RequireMask(SafeTensorsFile file, ProblemSettings settings)
    {
        SafeTensor mask = file.Find("problem.mask", SafeTensorType.F32, settings.WindowStates, settings.Observing.Instruments.Count);
        if (!mask.ToSingles().SequenceEqual(settings.CreateMask()))
            throw mask.Fault($"expected the mask that the problem's settings make");
    }

    /// <summary>An untrained network of the architecture, if the file holds as many weights as it takes.</summary>
    private static ConditionalDensity Density(SafeTensorsFile file, TrainingPlan plan)
    {
        (AmortizedConfig config, ProblemSettings settings) = (plan.Config, plan.Settings);
        long count = NetworkTensors.Count(file);
        string? fault = config.Depth >= file.Tensors.Count ? $"depth {config.Depth} takes more layers than the file has" : null;
        try
        {
            if (fault is null)
            {
                return config.Head.IsOverControl
                    ? ControlDensity.Lay(settings, config, StandardizationTensors.Control(
                        file, "standardization", StartCoordinates.Of(settings).Coordinates, settings.ObservationEntries), count)
                    : WindowDensity.Lay(config, plan.Recipe.Standardize
                        ? StandardizationTensors.Window(file, settings)
                        : new Standardization(settings.WindowEntries, settings.ObservationEntries), count);
            }
        }
        catch (Exception failure) when (failure is ArgumentException or OverflowException)
        {
            fault = FileFormat.Reason(failure);
        }

        throw new VardaxFormatException(file.Name, 8, $"metadata architecture: {fault}");
    }

    private static PolishBackground Background(SafeTensorsFile file, ProblemSettings settings, int lead)
    {
        int most = Math.Min(MostLeadSteps, settings.BurnInSteps);
        if (lead < 0 || lead > most)
            throw new VardaxFormatException(file.Name, 8, $"metadata polish.lead_steps: expected 0 to {most}, found {lead}");
        return new PolishBackground(StandardizationTensors.Gaussian(file, "background", StartCoordinates.Of(settings.Lead(lead)).Coordinates), lead);
    }
}
