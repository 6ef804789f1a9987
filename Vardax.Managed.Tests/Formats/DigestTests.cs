using System.Security.Cryptography;
using System.Text;
using Vardax.Managed.Formats;
using Vardax.Managed.Models;
using Vardax.Managed.Tests.Models;

namespace Vardax.Managed.Tests.Formats;

/// <summary>Damage to a file of the library's own is refused when the file is read.</summary>
public class DigestTests
{
    private static readonly byte[] Checkpoint = FormatFiles.Written(stream => CheckpointFile.Of(CheckpointFileTests.Taken).Write(stream));

    private static readonly byte[] Weights = FormatFiles.Written(
        stream => WeightsFile.Write(ModelCase.Model("physical"), stream));

    public static TheoryData<string> Files => ["control", "flow", "standardized", "physical", "checkpoint"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_bit_that_flips_is_refused(string file)
    {
        byte[] bytes = Bytes(file);
        Assert.Null(Warning(file, bytes));
        Random random = new(7);
        for (int i = 0; i < 3000; i++)
            RefusesFlip(random.Next(8 * bytes.Length));

        // All bits of the digest and its name, and of the file's first bytes.
        int at = bytes.AsSpan().IndexOf("\"digest\""u8);
        for (int bit = 8 * at; bit < 8 * (at + 85); bit++)
            RefusesFlip(bit);
        for (int bit = 0; bit < 8 * 32; bit++)
            RefusesFlip(bit);

        void RefusesFlip(int bit)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<VardaxFormatException>(() => Warning(file, bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Tensors_that_change_places_are_refused(string file)
    {
        byte[] bytes = Bytes(file);
        SafeTensor[] tensors = [.. SafeTensorsFile.Parse(bytes, file).Tensors.Where(tensor => tensor.Data.Length > 0)];
        int swaps = 0;
        foreach (SafeTensor a in tensors)
        {
            foreach (SafeTensor b in tensors)
            {
                if (a.Offset >= b.Offset || a.Type != b.Type || !a.Shape.SequenceEqual(b.Shape) || a.Data.Span.SequenceEqual(b.Data.Span))
                    continue;
                byte[] swapped = [.. bytes];
                a.Data.Span.CopyTo(swapped.AsSpan((int)b.Offset));
                b.Data.Span.CopyTo(swapped.AsSpan((int)a.Offset));
                Assert.Throws<VardaxFormatException>(() => Warning(file, swapped));
                swaps++;
            }
        }

        Assert.True(swaps > 0);
    }

    [Theory]
    [MemberData(nameof(Files))]
    [InlineData("weights")]
    public void A_file_without_a_digest_loads_and_says_so(string file)
    {
        SafeTensorsFile parsed = SafeTensorsFile.Parse(Bytes(file), file);
        byte[] without = FormatFiles.Written(new SafeTensorsFile(
            parsed.Tensors, parsed.Metadata.Where(entry => entry.Key != "digest").ToDictionary()).Write);
        Assert.Equal("a file has no digest: damage to it would not be noticed", Warning(file, without));
    }

    [Fact]
    public void It_is_the_digest_of_the_file_with_zeros_in_its_place()
    {
        byte[] bytes = Bytes("control");
        string text = Encoding.Latin1.GetString(bytes);
        int at = text.IndexOf("sha256:", StringComparison.Ordinal) + 7;
        string digest = text.Substring(at, 64);
        bytes.AsSpan(at, 64).Fill((byte)'0');
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), digest);
    }

    private static byte[] Bytes(string file) => file switch
    {
        "checkpoint" => [.. Checkpoint],
        "weights" => [.. Weights],
        _ => ModelCase.Bytes(ModelCase.Model(file)),
    };

    private static string? Warning(string file, byte[] bytes) => file switch
    {
        "checkpoint" => CheckpointFile.Read(SafeTensorsFile.Parse(bytes, "a file")).Warning,
        "weights" => WeightsFile.Parse(bytes, "a file", ModelCase.Model("physical").Settings).Warning,
        _ => ModelFile.Parse(bytes, "a file").Warning,
    };
}
