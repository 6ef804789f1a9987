using Vardax.Managed.Inference;

namespace Vardax.Managed.Persistence;

/// <summary>
/// Writes an amortized posterior as an ONNX model (https://onnx.ai/onnx/repo-docs/IR.html): the numbers of
/// <see cref="AmortizedPosterior.Predict"/> in any ONNX runtime, to single-precision rounding.
/// </summary>
/// <remarks>
/// <para>The model's inputs and outputs are float32, batch x entries, in physical units; the batch may have any size, and a row
/// is a window, (time, component) row-major:</para>
/// <list type="table">
/// <item><term><c>obs</c></term><description>the observations y, 0 where not observed;</description></item>
/// <item><term><c>mask</c></term><description>1 where observed, 0 elsewhere;</description></item>
/// <item><term><c>mean</c></term><description>l(y) + e mu;</description></item>
/// <item><term><c>std</c></term><description>e exp(s / 2), s the log variance.</description></item>
/// </list>
/// <para>The network sees mask (y - m) / s_y beside the mask. m, s_y, the best linear estimate l and its standard error e are
/// those of the posterior's <see cref="Standardization"/>; where it works in physical units the graph has none of them, and
/// l = 0, e = 1.</para>
/// <para>Opset <see cref="Opset"/> of the default domain: Concat, Gemm, Relu or Sigmoid and Mul or Tanh, Mul, Exp; with
/// standardisation Sub, Mul, Gather, Gemm and Add besides. Weights are initializers of the shape (outputs, inputs) under the
/// reference's names, <c>encoder.mlp.layers.{i}.weight</c>, <c>head.mlp_mu.layers.{i}.weight</c>,
/// <c>head.mlp_log_var.layers.{i}.weight</c>, and <c>.bias</c>; a layer's Gemm has the layer's name. The statistics are
/// <c>standardization.center</c> (m), <c>standardization.inverse_scale</c> (1 / s_y), <c>linear.observed</c>,
/// <c>linear.gain</c>, <c>linear.mean</c> and <c>linear.std</c> (e).</para>
/// </remarks>
public static class OnnxExporter
{
    /// <summary>Version of the default operator set that the model asks for.</summary>
    public const int Opset = 17;

    /// <summary>Version of the file format, the one that came with <see cref="Opset"/>.</summary>
    public const int IrVersion = 8;

    internal const string ProducerName = "Vardax.Managed", ProducerVersion = "0.1.0";

    /// <summary>Writes the model at the stream's position; the stream stays open.</summary>
    /// <param name="posterior">With an <see cref="MlpObsEncoder"/> or an <see cref="IdentityObsEncoder"/>.</param>
    /// <param name="stream">Where to; need not seek.</param>
    /// <exception cref="ArgumentException">The encoder is of another kind, or the stream cannot be written to.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public static void Write(AmortizedPosterior posterior, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
            throw new ArgumentException("Expected a stream that can be written to.", nameof(stream));
        stream.Write(Model(posterior).Written);
    }

    /// <summary>
    /// Writes the model to a file, whole or not at all: by <see cref="AtomicFile"/>, so that a failure leaves a file that was
    /// there as it was.
    /// </summary>
    /// <param name="posterior">As for <see cref="Write"/>.</param>
    /// <param name="path">The file, usually <c>.onnx</c>; replaced where it exists. Its folder must exist.</param>
    /// <exception cref="ArgumentException">The encoder is of another kind, or the path is empty or no path.</exception>
    /// <exception cref="IOException">The folder does not exist, the path is a folder's, or writing fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file cannot be written to.</exception>
    public static void Save(AmortizedPosterior posterior, string path)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ProtobufWriter model = Model(posterior);
        AtomicFile.Write(path, file => file.Write(model.Written));
    }

    /// <summary>The ModelProto; the numbers of the fields are those of onnx.proto.</summary>
    private static ProtobufWriter Model(AmortizedPosterior posterior)
    {
        ProtobufWriter model = new(), operators = new();
        operators.Text(1, "");
        operators.Integer(2, Opset);
        model.Integer(1, IrVersion);
        model.Text(2, ProducerName);
        model.Text(3, ProducerVersion);
        model.Text(6, "Mean and standard deviation of every entry of a window given its observations, in physical units.");
        model.Message(7, OnnxPosteriorGraph.Build(posterior));
        model.Message(8, operators);
        return model;
    }
}
