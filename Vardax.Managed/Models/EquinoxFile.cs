using Vardax.Managed.Formats;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>
/// The files of Equinox's <c>eqx.tree_serialise_leaves(path, model)</c> for the reference's model: its arrays one after the
/// other, each in the .npy format, with no name and nothing about the problem.
/// </summary>
/// <remarks>
/// <para>The order is that of the leaves of the PyTree, the fields of each module in the order of their declaration; the model is
/// <c>(encoder: (mlp: MLP), head: (mlp_mu: MLP, mlp_log_var: MLP))</c>. Of an <c>eqx.nn.MLP</c> the fields with leaves are
/// <c>layers</c>, a tuple, and the functions <c>activation</c> and <c>final_activation</c>, of which
/// <c>default_serialise_filter_spec</c> writes nothing; of an <c>eqx.nn.Linear</c> they are <c>weight</c> (out, in) and
/// <c>bias</c> (out). All sizes and flags are static fields, no leaves. So the arrays are, for each of the three MLPs and each of
/// its layers, the weight and then the bias: six for each layer, 18 for the reference's.</para>
/// <para>The mean's MLP and the log variance's have the same shapes: of a model that declares them the other way round, no reader
/// can know it.</para>
/// </remarks>
public static class EquinoxFile
{
    /// <summary>Reads a model in physical units. Its recipe and keys are the reference's, its history is empty.</summary>
    /// <param name="path">The file, usually <c>.eqx</c>.</param>
    /// <param name="settings">The problem that the network is for; its window has as many entries as the network.</param>
    /// <param name="config">The architecture, with a regression head; null for the sizes that the arrays have, with ReLU.</param>
    /// <exception cref="VardaxFormatException">An array is missing, too many, not of the architecture's shape or of type
    /// <c>&lt;f4</c>, or has a number that is not finite; the offset is that of the array.</exception>
    /// <exception cref="ArgumentException">A setting is out of range, or the head another; or the path is empty or no path.
    /// </exception>
    /// <inheritdoc cref="Digest.Of" path="/exception"/>
    public static TrainedModel Load(string path, ProblemSettings settings, AmortizedConfig? config = null)
    {
        Require(settings, config);
        using FileStream file = File.OpenRead(path);
        return Read(file, path, settings, config);
    }

    /// <summary>Reads a model from a stream's position to its end; as <see cref="Load"/>.</summary>
    /// <param name="stream">Need not seek; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="settings">As for <see cref="Load"/>.</param>
    /// <param name="config">As for <see cref="Load"/>.</param>
    /// <exception cref="VardaxFormatException">As for <see cref="Load"/>.</exception>
    /// <exception cref="ArgumentException">A setting is out of range, or the head another.</exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public static TrainedModel Read(Stream stream, string name, ProblemSettings settings, AmortizedConfig? config = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        Require(settings, config);
        return new EquinoxLeaves(new ByteSource(stream, name)).Model(settings, config);
    }

    /// <summary>
    /// Writes a model, whole or not at all (<see cref="AtomicFile"/>): byte for byte what Equinox writes of the same weights.
    /// </summary>
    /// <param name="model">With a regression head in physical units and ReLU.</param>
    /// <param name="path">The file, usually <c>.eqx</c>; replaced where it exists. Its folder must exist.</param>
    /// <exception cref="ArgumentException">The model has another head or standardised units, which these files cannot express,
    /// another activation, or weights that are not finite; or the path is empty or no path.</exception>
    /// <inheritdoc cref="AtomicFile.Write(string, Action{Stream})" path="/exception"/>
    public static void Save(TrainedModel model, string path) => NpyFile.Save(path, Of(model));

    /// <summary>Writes a model at the stream's position; as <see cref="Save"/>. The stream stays open.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Save"/>.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public static void Write(TrainedModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        NpyFile.Write(stream, Of(model));
    }

    private static NpyArray[] Of(TrainedModel model)
    {
        IEnumerable<SafeTensor> tensors = ReferenceNetwork.Of(model);
        Activation activation = model.Plan.Config.Activation;
        return activation == Activation.Relu
            ? [.. tensors.Select(tensor => NpyArray.FromSingles([.. tensor.Shape.Select(axis => (int)axis)], tensor.ToSingles()))]
            : throw new ArgumentException(
                $"The activation is {activation}: leaves do not say so, and the reference's model has Relu.", nameof(model));
    }

    private static void Require(ProblemSettings settings, AmortizedConfig? config)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (config is { Head.IsOverControl: true })
            throw new ArgumentException($"The head is {config.Head}; these files hold {HeadType.Regression}.", nameof(config));
    }
}
