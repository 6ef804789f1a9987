using System.Text.Json.Serialization;

namespace Vardax.Managed.Cli.Output;

/// <summary>The JSON documents the commands print.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CalibrateDocument))]
[JsonSerializable(typeof(CompareDocument))]
[JsonSerializable(typeof(CycleDocument))]
[JsonSerializable(typeof(FilterStateFile))]
[JsonSerializable(typeof(InfoDocument))]
[JsonSerializable(typeof(ModelDocument))]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(SimulateDocument))]
[JsonSerializable(typeof(SystemDocument))]
[JsonSerializable(typeof(TrainingListDocument))]
[JsonSerializable(typeof(TrainingListDocument.Training), TypeInfoPropertyName = "Training")]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class Documents : JsonSerializerContext;
