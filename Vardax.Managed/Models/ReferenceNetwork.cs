using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>
/// The reference's architecture as other systems hold it: weights alone, in physical units. An encoder and two heads, MLPs of one
/// width and depth.
/// </summary>
internal static class ReferenceNetwork
{
    /// <summary>MLPs, in the order of their leaves.</summary>
    private static readonly string[] Perceptrons = ["encoder.mlp", "head.mlp_mu", "head.mlp_log_var"];

    /// <summary>Tensors of a layer of all MLPs: a weight and a bias of each.</summary>
    public const int TensorsPerLayer = 6;

    /// <summary>Names and shapes, (out, in) and (out), in the order of the leaves: made as they are asked for.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Tensors(int entries, AmortizedConfig config)
    {
        foreach (string prefix in Perceptrons)
        {
            bool encodes = prefix == Perceptrons[0];
            long inputs = encodes ? 2L * entries : config.LatentSize;
            for (long i = 0; i <= config.Depth; i++)
            {
                long outputs = i < config.Depth ? config.HiddenSize : encodes ? config.LatentSize : entries;
                yield return ($"{prefix}.layers.{i}.weight", [outputs, inputs]);
                yield return ($"{prefix}.layers.{i}.bias", [outputs]);
                inputs = outputs;
            }
        }
    }

    /// <summary>The model of a file that holds these tensors and no others.</summary>
    /// <exception cref="VardaxFormatException">A tensor is missing, of another shape, not finite, or one too many.</exception>
    /// <exception cref="ArgumentException">A setting or a size is out of range.</exception>
    public static TrainedModel Model(SafeTensorsFile file, ProblemSettings settings, AmortizedConfig config)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, long[] shape) in Tensors(settings.WindowEntries, config))
        {
            file.Find(name, SafeTensorType.F32, shape);
            names.Add(name);
        }

        if (file.Tensors.FirstOrDefault(tensor => !names.Contains(tensor.Name)) is { } other)
        {
            string shown = other.Name.Length <= 100 ? other.Name : other.Name[..100] + "...";
            throw new VardaxFormatException(file.Name, other.Offset,
                $"tensor '{shown}': expected the weights of a regression head in physical units and nothing else");
        }

        WindowDensity posterior = WindowDensity.Lay(config, new Standardization(settings.WindowEntries));
        NetworkTensors.Read(file, posterior, posterior.MutableParameters);
        return new TrainedModel
        {
            Plan = new TrainingPlan(settings, config, TrainingRecipe.Reference, RandomKey.FromSeed(0), RandomKey.FromSeed(1)), Density = posterior,
        };
    }

    /// <summary>The tensors of a model, in the order of the leaves.</summary>
    /// <exception cref="ArgumentException">It has a head over the control, or standardised units.</exception>
    public static IEnumerable<SafeTensor> Of(TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Density is not WindowDensity posterior)
        {
            throw new ArgumentException(
                $"The head is {model.Plan.Config.Head}, over the control, in standardised units: weights alone express neither."
                + " Expected a regression head in physical units.", nameof(model));
        }

        if (posterior.Standardization.Linear is not null)
        {
            throw new ArgumentException(
                "The network works in units standardised by the simulated prior: weights alone cannot express them. Expected one "
                + "in physical units, as the recipe reference trains.", nameof(model));
        }

        ModelTensors.Require(model);
        return NetworkTensors.Of(posterior, posterior.Parameters);
    }
}
