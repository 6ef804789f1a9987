using Vardax.Managed.Formats;
using Vardax.Managed.Kernels;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;

namespace Vardax.Managed.Models;

/// <summary>
/// A network's parameters as tensors under the reference's names: weights (out, in), transposed from the buffer's in x out, and
/// biases (out).
/// </summary>
internal static class NetworkTensors
{
    /// <summary>A buffer laid out like the parameters, as tensors.</summary>
    public static IEnumerable<SafeTensor> Of(ConditionalDensity density, ReadOnlyMemory<float> buffer, string prefix = "")
    {
        foreach (ParameterView view in density.Layout)
        {
            ReadOnlySpan<float> stored = view.Of(buffer.Span);
            if (IsBias(view))
            {
                yield return SafeTensor.FromSingles(prefix + view.Name, [view.Columns], stored);
                continue;
            }

            var transposed = new float[view.Size];
            Transpose.Copy<float>(view.Rows, view.Columns, stored, transposed);
            yield return SafeTensor.FromSingles(prefix + view.Name, [view.Columns, view.Rows], transposed);
        }
    }

    /// <summary>How many parameters the tensors of a file hold that are named as a network's.</summary>
    public static long Count(SafeTensorsFile file) => file.Tensors
        .Where(tensor => tensor.Type == SafeTensorType.F32 && (tensor.Name.StartsWith("encoder.", StringComparison.Ordinal)
            || tensor.Name.StartsWith("head.", StringComparison.Ordinal)))
        .Sum(tensor => (long)tensor.Data.Length) / sizeof(float);

    /// <summary>Fills a buffer laid out like the parameters.</summary>
    /// <exception cref="VardaxFormatException">A tensor is missing, of another shape, or has a value that is not finite.</exception>
    public static void Read(SafeTensorsFile file, ConditionalDensity density, Span<float> buffer, string prefix = "")
    {
        foreach (ParameterView view in density.Layout)
        {
            bool isBias = IsBias(view);
            SafeTensor tensor = isBias
                ? file.Find(prefix + view.Name, SafeTensorType.F32, view.Columns)
                : file.Find(prefix + view.Name, SafeTensorType.F32, view.Columns, view.Rows);
            // A bias as its row, a weight transposed: output by output from the file, input by input in the buffer.
            (int outer, int inner) = isBias ? (1, view.Size) : (view.Columns, view.Rows);
            Transpose.Copy<float>(outer, inner, tensor.ToFiniteSingles(), buffer.Slice(view.Offset, view.Size));
        }
    }

    // A view of one row may also be the weight of a layer with one input.
    private static bool IsBias(ParameterView view) => view.Name.EndsWith(".bias", StringComparison.Ordinal);
}
