using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;

namespace Vardax.Managed.Models;

/// <summary>
/// Writes a network with its units as an ONNX model (https://onnx.ai/onnx/repo-docs/IR.html): its numbers in any ONNX runtime, to
/// single-precision rounding.
/// </summary>
/// <remarks>
/// <para>All inputs and outputs are float32, batch first; the batch may have any size. The inputs are batch x (states x instruments),
/// (time, instrument) row-major: <c>obs</c>, the observations y in the instruments' working units, 0 where not observed; and
/// <c>mask</c>, 1 where observed, 0 elsewhere, which may differ from window to window. The outputs are those of the head:</para>
/// <list type="table">
/// <item><term><see cref="RegressionHead"/></term><description><c>mean</c>, l(y) + e mu, and <c>std</c>, e exp(s / 2) with s the
/// log variance: batch x entries, the numbers of <see cref="WindowDensity.Predict"/>;</description></item>
/// <item><term><see cref="GaussianControlHead"/></term><description>of the state at the window's start in its n free coordinates, the components themselves
/// if their priors are normal:
/// <c>mean</c>, l(y) + E m, batch x n; <c>root</c>, S = E U^-1, batch x n x n, the lower triangular root of the covariance S S^T;
/// <c>std</c>, the norms of its rows, batch x n. If the model is <see cref="Dynamics.Lorenz63"/> or a
/// <see cref="Dynamics.DynamicalSystem"/>, also <c>window_mean</c> and <c>window_std</c>, batch x (states x components): that state carried
/// over the window by the model and its tangent, a Loop over the steps in single precision.</description>
/// </item>
/// </list>
/// <para>The network sees mask (y - m) / s_y beside the mask; of a window, a head over the control sees what its training
/// observed. m, s_y, the best linear estimate l and its error, e or E, are those of the posterior's <see cref="Standardization"/>
/// or <see cref="ControlStandardization"/>; where a regression head works in physical units the graph has none of them, and
/// l = 0, e = 1. Recalibrations and the polish are not in the file: it holds the network's own answer.</para>
/// <para>Of what the mask lacks, l takes in what the other observations lead to expect, -P_mm^-1 P_mo d_o of the departures d with P
/// their precision, m missing and o observed: l is then the best linear estimate from those that are there. For a head over the
/// control the network sees the same in their place, and E is widened: E E^T grows by G_m^T P_mm^-1 G_m, G the transposed gain. The
/// graph solves for it in double precision, window by window and only if a window lacks something: a Loop over those windows, within
/// it a Loop over what each lacks. With standardisation it does not matter what <c>obs</c> has where the mask is 0.</para>
/// <para>Opset <see cref="Opset"/> of the default domain: Concat, Gemm, Relu or Sigmoid and Mul or Tanh, Mul, Exp; with
/// standardisation Add, Cast, Div, Equal, EyeLike, Gather, Identity, Loop, MatMul, Neg, NonZero, ReduceSum, ScatterElements,
/// ScatterND, Size, Squeeze, Sub, Unsqueeze and Where besides; for a control Expand, Shape, Slice, Sqrt and Trilu too, and for its window
/// Flatten, Transpose and what the model's expressions need. Weights are
/// initializers of the shape (outputs, inputs) under the names of <see cref="ModelFile"/>, such as
/// <c>encoder.mlp.layers.{i}.weight</c>; a layer's Gemm has the layer's name. docs/files.md lists the other initializers.</para>
/// </remarks>
public static class OnnxExporter
{
    /// <summary>Version of the default operator set that the model asks for.</summary>
    public const int Opset = 17;

    /// <summary>Version of the file format, the one that came with <see cref="Opset"/>.</summary>
    public const int IrVersion = 8;

    internal const string ProducerName = "Vardax.Managed", ProducerVersion = FileFormat.Library;

    /// <summary>Writes a trained model's network at the stream's position; the stream stays open.</summary>
    /// <param name="model">With a head of type <see cref="HeadType.Regression"/> or <see cref="HeadType.Control"/>.</param>
    /// <param name="stream">Where to; need not seek.</param>
    /// <param name="window">Whether a head over the control goes on to the outputs of the window; false for the first state alone, which is quicker.</param>
    /// <exception cref="ArgumentException">The head is a flow, or the stream cannot be written to.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public static void Write(TrainedModel model, Stream stream, bool window = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
            throw new ArgumentException("Expected a stream that can be written to.", nameof(stream));
        stream.Write(Model(model.Density, window, nameof(model)).Written);
    }

    /// <summary>
    /// Writes a trained model's network to a file, whole or not at all: by <see cref="AtomicFile"/>, so that a failure leaves a
    /// file that was there as it was.
    /// </summary>
    /// <param name="model">As for <see cref="Write"/>.</param>
    /// <param name="path">The file, usually <c>.onnx</c>; replaced where it exists. Its folder must exist.</param>
    /// <param name="window">Whether a head over the control goes on to the outputs of the window; false for the first state alone, which is quicker.</param>
    /// <exception cref="ArgumentException">The head is a flow, or the path is empty or no path.</exception>
    /// <inheritdoc cref="AtomicFile.Write(string, Action{Stream})" path="/exception"/>
    public static void Save(TrainedModel model, string path, bool window = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ProtobufWriter written = Model(model.Density, window, nameof(model));
        AtomicFile.Write(path, file => file.Write(written.Written));
    }

    /// <summary>The ModelProto; the numbers of the fields are those of onnx.proto.</summary>
    internal static ProtobufWriter Model(ConditionalDensity density, bool window, string argument)
    {
        (ProtobufWriter graph, string purpose) = Graph(density, window, argument);
        ProtobufWriter model = new(), operators = new();
        operators.Text(1, "");
        operators.Integer(2, Opset);
        model.Integer(1, IrVersion);
        model.Text(2, ProducerName);
        model.Text(3, ProducerVersion);
        model.Text(6, purpose);
        model.Message(7, graph);
        model.Message(8, operators);
        return model;
    }

    private static (ProtobufWriter Graph, string Purpose) Graph(ConditionalDensity density, bool window, string argument) => density switch
    {
        WindowDensity { Encoder: MlpObsEncoder or IdentityObsEncoder } states => (
            OnnxPosteriorGraph.Build(states),
            "Mean and standard deviation of every entry of a window given its observations, in physical units."),
        WindowDensity other => throw new ArgumentException(
            $"The encoder is {other.Encoder.GetType().Name}; expected MlpObsEncoder or IdentityObsEncoder.", argument),
        ControlDensity { Head: GaussianControlHead head } control => (
            OnnxControlGraph.Build(control, head, window),
            "Mean, standard deviation and root of the covariance of the state at a window's start given its observations, in "
            + "physical units."),
        _ => throw new ArgumentException(
            "The head is not Gaussian: no mean and root of a covariance are its density, so a file of them would be another model. "
            + "Expected a regression head or a Gaussian over the control.", argument),
    };
}
