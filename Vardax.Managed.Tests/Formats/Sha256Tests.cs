using System.Security.Cryptography;
using System.Text;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Tests.Formats;

public class Sha256Tests
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void The_standard_s_examples(string text, string expected) => Assert.Equal(expected, Of(Encoding.ASCII.GetBytes(text), 1));

    [Fact]
    public void The_framework_s_digest_of_every_length_in_pieces_of_any_size()
    {
        Random random = new(1);
        byte[] bytes = new byte[300];
        random.NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            string expected = Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length)));
            Assert.Equal(expected, Of(bytes.AsSpan(0, length), random.Next(1, 200)));
        }
    }

    private static string Of(ReadOnlySpan<byte> bytes, int piece)
    {
        Sha256 sha = new();
        for (; bytes.Length > piece; bytes = bytes[piece..])
            sha.Append(bytes[..piece]);
        sha.Append(bytes);
        return sha.Finish();
    }
}
