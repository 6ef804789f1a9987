using Vardax.Managed.Dynamics;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Networks;

namespace Vardax.Managed.Models;

/// <summary>
/// A trained model as a file: safetensors, with the network's weights under the reference's names
/// (<c>encoder.mlp.layers.0.weight</c>, (out, in)), its units and recalibrations beside them, and in the metadata the problem,
/// the architecture, the recipe, the keys, the history and the calibration. A loaded model gives the bits of the one saved.
/// docs/files.md lists every tensor and entry.
/// </summary>
public static class ModelFile
{
    internal const string Kind = "vardax.managed.model";

    /// <summary>The version of the format that is written, and the one that is read.</summary>
    public const int FormatVersion = 1;

    /// <summary>Writes a model, whole or not at all (<see cref="AtomicFile"/>).</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, usually <c>.safetensors</c>; replaced where it exists. Its folder must exist.</param>
    /// <exception cref="ArgumentException">The network is not what its <see cref="AmortizedConfig"/> says, has weights that are
    /// not finite, or was trained with a schedule of your own; or the path is empty or no path.</exception>
    /// <inheritdoc cref="AtomicFile.Write(string, Action{Stream})" path="/exception"/>
    public static void Save(TrainedModel model, string path) => ModelTensors.Of(model).Save(path);

    /// <summary>Writes a model as <see cref="Save"/> does, on a thread of the pool: bringing a file to the disk has no other way.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, usually <c>.safetensors</c>; replaced if it exists. Its folder must exist.</param>
    /// <param name="cancellation">Ends it before the writing has begun; a file is written whole or not at all.</param>
    /// <exception cref="ArgumentException">As for <see cref="Save"/>.</exception>
    /// <inheritdoc cref="AtomicFile.Write(string, Action{Stream})" path="/exception"/>
    public static Task SaveAsync(TrainedModel model, string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeTensorsFile file = ModelTensors.Of(model);
        return Task.Run(() => file.Save(path), cancellation);
    }

    /// <summary>Writes a model at the stream's position; the stream stays open.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Save"/>.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public static void Write(TrainedModel model, Stream stream) => ModelTensors.Of(model).Write(stream);

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="createModel">
    /// Creates the dynamical model from its name and parameters, and throws an <see cref="ArgumentException"/> where it knows no
    /// such; <see cref="DynamicalModels.Create"/> where null.
    /// </param>
    /// <exception cref="VardaxFormatException">The file is none of this format and version, or damaged.</exception>
    /// <inheritdoc cref="Digest.Of" path="/exception"/>
    public static TrainedModel Load(
        string path, Func<string, IReadOnlyDictionary<string, double>, IDynamicalModel>? createModel = null) =>
        ModelTensors.Read(SafeTensorsFile.Load(path), createModel);

    /// <summary>Reads a model as <see cref="Load"/> does, without holding a thread while the file is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="createModel">As for <see cref="Load"/>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="VardaxFormatException">The file is none of this format and version, or damaged.</exception>
    /// <inheritdoc cref="Digest.Of" path="/exception"/>
    public static async Task<TrainedModel> LoadAsync(
        string path, Func<string, IReadOnlyDictionary<string, double>, IDynamicalModel>? createModel = null,
        CancellationToken cancellation = default) =>
        Parse(await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false), path, createModel);

    /// <summary>Reads a model from a stream's position to its end; as <see cref="Load"/>.</summary>
    /// <param name="stream">Need not seek; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="createModel">As for <see cref="Load"/>.</param>
    /// <exception cref="VardaxFormatException">These are not the bytes of a model of this format and version.</exception>
    public static TrainedModel Read(
        Stream stream, string name, Func<string, IReadOnlyDictionary<string, double>, IDynamicalModel>? createModel = null) =>
        ModelTensors.Read(SafeTensorsFile.Read(stream, name), createModel);

    /// <summary>Reads a model that is in memory, such as an embedded resource; as <see cref="Load"/>.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="createModel">As for <see cref="Load"/>.</param>
    /// <exception cref="VardaxFormatException">These are not the bytes of a model of this format and version.</exception>
    public static TrainedModel Parse(
        ReadOnlyMemory<byte> bytes, string name,
        Func<string, IReadOnlyDictionary<string, double>, IDynamicalModel>? createModel = null) =>
        ModelTensors.Read(SafeTensorsFile.Parse(bytes, name), createModel);
}
