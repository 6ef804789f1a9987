using System.Buffers.Binary;
using System.Text;

namespace Vardax.Managed.Tests.Support.Fuzzing;

/// <summary>
/// Damages bytes: mostly by one, at most by four bit flips, splices, lies about lengths and the like, all from a seed.
/// </summary>
internal static class Mutator
{
    private static readonly ulong[] Lies =
    [
        0, 1, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 99_999_999, 100_000_001, 0x7FFFFFC7, 0x7FFFFFFF, 0x80000000,
        0xFFFFFFFF, 0x100000000, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFF8, 0xFFFFFFFFFFFFFFFF,
    ];

    private static readonly string[] Words =
    [
        "-1", "0", "1e5", "1e999", "NaN", "2147483647", "2147483648", "9223372036854775807", "18446744073709551616", "null", "{",
        "[[", "\"", "'", ",", "\\ud800", "\r\n", "\n", "(", ")", "99999999999999999999999999999999999999999999", "'>f4'",
        "\"F64\"", "True",
    ];

    /// <summary>A damaged copy; the same for the same bytes and seed.</summary>
    public static byte[] Mutate(ReadOnlySpan<byte> valid, int seed)
    {
        Random random = new(seed);
        List<byte> bytes = [.. valid];
        for (int changes = Math.Max(1, random.Next(-3, 5)); changes > 0; changes--)
            Change(bytes, random);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count + 1), length = random.Next(1, 17);
        int within = Math.Min(length, bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 when within > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when within > 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, random.Next(8) == 0 ? bytes.Count - at : within);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, within));
                break;
            case 4:
                Overwrite(bytes, random.Next(bytes.Count + 1), [.. bytes.GetRange(at, within)]);
                break;
            case 5:
                Overwrite(bytes, random.Next(4) == 0 ? 0 : at, Lie(random));
                break;
            case 6:
                Number(bytes, at, random);
                break;
            default:
                bytes.InsertRange(at, Encoding.ASCII.GetBytes(Words[random.Next(Words.Length)]));
                break;
        }
    }

    /// <summary>A length of 2, 4 or 8 bytes.</summary>
    private static byte[] Lie(Random random)
    {
        byte[] lie = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(lie, Lies[random.Next(Lies.Length)]);
        return lie[..(2 << random.Next(3))];
    }

    /// <summary>Other digits, or a word, for the number in text that follows a position.</summary>
    private static void Number(List<byte> bytes, int at, Random random)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at]))
            at++;
        int end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end]))
            end++;
        bytes.RemoveRange(at, end - at);
        string other = random.Next(2) == 0 ? $"{random.Next(64)}" : Words[random.Next(Words.Length)];
        bytes.InsertRange(at, Encoding.ASCII.GetBytes(other));
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (int i = 0; i < with.Length && at + i < bytes.Count; i++)
            bytes[at + i] = with[i];
    }
}
