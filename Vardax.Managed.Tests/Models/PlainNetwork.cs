using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Vardax.Managed.Tests.Models;

/// <summary>
/// The network of a file of leaves, read and run by plain loops in double precision: owes nothing to the library.
/// </summary>
internal sealed class PlainNetwork
{
    private readonly int layers;

    private PlainNetwork(List<(int[] Shape, float[] Values)> leaves) => (Leaves, layers) = (leaves, leaves.Count / 6);

    /// <summary>Shape and values of every array.</summary>
    public IReadOnlyList<(int[] Shape, float[] Values)> Leaves { get; }

    public static PlainNetwork Read(byte[] equinox)
    {
        var leaves = new List<(int[], float[])>();
        for (int at = 0; at < equinox.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(equinox.AsSpan(at + 8));
            string header = Encoding.ASCII.GetString(equinox, at + 10, length);
            Assert.StartsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (", header, StringComparison.Ordinal);
            int open = header.IndexOf('('), close = header.IndexOf(')');
            int[] shape = [.. header[(open + 1)..close].Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(axis => int.Parse(axis, CultureInfo.InvariantCulture))];
            float[] values = new float[shape.Aggregate((a, b) => a * b)];
            at += 10 + length;
            for (int i = 0; i < values.Length; i++, at += 4)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(equinox.AsSpan(at));
            leaves.Add((shape, values));
        }

        return new PlainNetwork(leaves);
    }

    /// <summary>Mean and log variance of a window; swapped where the second MLP is taken for the log variance's.</summary>
    public (double[] Mean, double[] LogVariance) Predict(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, bool swapped = false)
    {
        double[] features = Perceptron(0, [.. observations.ToArray(), .. mask.ToArray()]);
        double[] first = Perceptron(1, features), second = Perceptron(2, features);
        return swapped ? (second, first) : (first, second);
    }

    /// <summary>Minus the batch mean of log q of windows one behind the other.</summary>
    public double NegativeLogDensity(float[] observations, float[] mask, float[] states, bool swapped = false)
    {
        int entries = mask.Length;
        double sum = 0;
        for (int start = 0; start < states.Length; start += entries)
        {
            (double[] mean, double[] logVariance) = Predict(observations.AsSpan(start, entries), mask, swapped);
            for (int i = 0; i < entries; i++)
            {
                double residual = states[start + i] - mean[i];
                sum += ((residual * residual * Math.Exp(-logVariance[i])) + logVariance[i] + Math.Log(2 * Math.PI)) / 2;
            }
        }

        return sum * entries / states.Length;
    }

    private double[] Perceptron(int number, double[] x)
    {
        for (int layer = 0; layer < layers; layer++)
        {
            int at = 2 * ((number * layers) + layer);
            float[] weight = Leaves[at].Values, bias = Leaves[at + 1].Values;
            var y = new double[bias.Length];
            for (int o = 0; o < y.Length; o++)
            {
                y[o] = bias[o];
                for (int i = 0; i < x.Length; i++)
                    y[o] += weight[(o * x.Length) + i] * x[i];
                if (layer < layers - 1)
                    y[o] = Math.Max(y[o], 0);
            }

            x = y;
        }

        return x;
    }
}
