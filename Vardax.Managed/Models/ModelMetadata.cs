using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Variational;

namespace Vardax.Managed.Models;

/// <summary>What a model's metadata says beside its plan: entries <c>training</c>, <c>polish</c> and <c>calibration</c>.</summary>
internal static class ModelMetadata
{
    public static void Write(TrainedModel model, Dictionary<string, string> metadata)
    {
        metadata["training"] = FileFormat.Json(json =>
        {
            json.WriteString("status", FileFormat.Word(model.History.Status));
            json.WriteNumber("steps", model.History.Losses.Length);
            json.WriteNumber("train_time_s", model.History.TrainTimeS);
            json.WriteFinite("final_nll", model.History.FinalNll);
            json.WriteFinite("start_loss", model.History.StartLoss);
            json.WriteFinite("start_loss_error", model.History.StartLossError);
        });
        if (model.Background is { } background)
        {
            metadata["polish"] = FileFormat.Json(json =>
            {
                json.WriteNumber("lead_steps", background.LeadSteps);
                json.WriteNumber("iterations", model.Polish.Iterations);
                json.WriteNumber("tolerance", model.Polish.Tolerance);
                json.WriteNumber("suspect_misfit", model.Polish.SuspectMisfit);
                json.WriteNumber("largest_misfit", model.Polish.LargestMisfit);
                if (model.Polish.Draws != new PolishOptions().Draws)
                    json.WriteNumber("draws", model.Polish.Draws);
                if (model.Polish.SearchEveryWindow)
                    json.WriteBoolean("search_every_window", true);
            });
        }

        if (model.Calibration is { } calibration)
        {
            metadata["calibration"] = FileFormat.Json(json =>
            {
                json.WriteNumber("problems", calibration.Problems);
                json.WriteFinite("rmse_assim", calibration.RmseAssim);
                json.WriteFinite("nll", calibration.Nll);
                json.WriteFinite("coverage_1_sigma", calibration.Coverage1Sigma);
                json.WriteFinite("coverage_2_sigma", calibration.Coverage2Sigma);
                json.WriteStartObject("gates");
                foreach ((string gate, string verdict) in calibration.Gates)
                    json.WriteString(gate, verdict);
                json.WriteEndObject();
            });
        }
    }

    public static (PolishOptions Options, int LeadSteps)? Polish(SafeTensorsFile file)
    {
        if (!file.Metadata.ContainsKey("polish"))
            return null;
        JsonFields polish = JsonFields.Parse(file, "polish");
        var options = new PolishOptions
        {
            Iterations = polish["iterations"].Integer, Tolerance = polish["tolerance"].Number,
            SuspectMisfit = polish["suspect_misfit"].Number, LargestMisfit = polish["largest_misfit"].Number,
            Draws = polish.Optional("draws")?.Integer ?? new PolishOptions().Draws,
            SearchEveryWindow = polish.Optional("search_every_window")?.Flag ?? false,
        };
        return polish.Built(_ => { options.Validate(); return (options, polish["lead_steps"].Integer); }, "options that are possible");
    }

    public static CalibrationSummary? Calibration(SafeTensorsFile file)
    {
        if (!file.Metadata.ContainsKey("calibration"))
            return null;
        JsonFields calibration = JsonFields.Parse(file, "calibration");
        Dictionary<string, string> gates = calibration["gates"].Fields.ToDictionary(gate => gate.Name, gate => gate.Value.Text);
        return new CalibrationSummary(
            calibration["problems"].Integer, calibration.NumberOrNaN("rmse_assim"), calibration.NumberOrNaN("nll"),
            calibration.NumberOrNaN("coverage_1_sigma"), calibration.NumberOrNaN("coverage_2_sigma"), gates);
    }
}
