using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Models;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;

namespace Vardax.Managed.Tests.Models;

/// <summary>The model that Vectors/models.py writes as other systems do, and what it is known to hold.</summary>
internal static class ForeignModel
{
    public static readonly AmortizedConfig Config = AmortizedConfig.Reference with { HiddenSize = 5, LatentSize = 4, Depth = 1 };

    public static ProblemSettings Settings => SmallPosterior.Settings;

    public static byte[] Equinox { get; } = Bytes("equinox.eqx");

    public static byte[] Weights { get; } = Bytes("weights.safetensors");

    /// <summary>All numbers in the order of the leaves.</summary>
    public static float[] Values { get; } = [.. Enumerable.Range(0, 409).Select(k => ((37 * k % 101) - 50) / 64f)];

    /// <summary>A model's numbers in the order of the leaves.</summary>
    public static float[] ValuesOf(TrainedModel model) =>
        [.. NetworkTensors.Of(model.Density, model.Density.Parameters).SelectMany(tensor => tensor.ToSingles())];

    /// <summary>Expects a fault of a reader, and that it costs no more than it may.</summary>
    public static VardaxFormatException Fault(int length, string fault, Func<object> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        VardaxFormatException failure = Assert.Throws<VardaxFormatException>(read);
        Bounded(length, before);
        Assert.Contains(fault, failure.Message, StringComparison.Ordinal);
        return failure;
    }

    /// <summary>
    /// Reads every shorter file and some thousands of damaged ones: each is refused as it must be, or a model. Returns how many
    /// of the latter were refused.
    /// </summary>
    public static int Damage(byte[] bytes, Func<byte[], TrainedModel> read)
    {
        for (int length = 0; length < bytes.Length; length++)
            Fault(length, "", () => read(bytes[..length]));

        const int Mutations = 4000;
        var random = new Random(6);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            List<byte> changed = [.. bytes];
            for (int change = random.Next(1, 4); change > 0; change--)
                Mutate(changed, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ReadOnlySpan<float> parameters = read([.. changed]).Density.Parameters.Span;
                Assert.True(parameters.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0);
            }
            catch (VardaxFormatException)
            {
                refused++;
            }

            Bounded(changed.Count, before);
        }

        return refused;
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 200), bytes.Count - at);
        switch (random.Next(4))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes.RemoveRange(at, Math.Min(length, bytes.Count - 1)); break;
            default: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
        }
    }

    private static void Bounded(int length, long before)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < (2 * length) + (1 << 20), $"{allocated} bytes allocated for a file of {length}");
    }

    private static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", name));
}
