using System.Text;

namespace Vardax.Managed.Formats;

/// <summary>
/// The entry <c>digest</c> of a file's metadata: <c>sha256:</c> and the SHA-256 of the whole file with zeros in place of the
/// digest's own 64 digits. Damage to any byte, and tensors that changed places, are found out when the file is read.
/// </summary>
public static class Digest
{
    private const string Key = "digest", Prefix = "sha256:";

    private static readonly string Zeros = new('0', 64);

    /// <summary>The digest of a whole file as it is: <c>sha256:</c> and 64 hexadecimal digits.</summary>
    /// <exception cref="ArgumentException">The path is empty or no path.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        Sha256 sha = new();
        byte[] bytes = new byte[64 * 1024];
        for (int read = file.Read(bytes); read > 0; read = file.Read(bytes))
            sha.Append(bytes.AsSpan(0, read));
        return Prefix + sha.Finish();
    }

    /// <summary>A file with its digest.</summary>
    internal static SafeTensorsFile Sealed(IEnumerable<SafeTensor> tensors, Dictionary<string, string> metadata)
    {
        metadata[Key] = Prefix + Zeros;
        SafeTensor[] sorted = SafeTensorsWriter.Sorted([.. tensors]);
        Sha256 sha = new();
        sha.Append(SafeTensorsWriter.Header(sorted, metadata));
        foreach (SafeTensor tensor in sorted)
            sha.Append(tensor.Data.Span);
        metadata[Key] = Prefix + sha.Finish();
        return new SafeTensorsFile(sorted, metadata);
    }

    /// <summary>Checks the digest of a file that was read; what to warn of if the file has none, null if it has.</summary>
    /// <exception cref="VardaxFormatException">The file is not what was written.</exception>
    internal static string? Check(SafeTensorsFile file)
    {
        if (!file.Metadata.TryGetValue(Key, out string? found))
        {
            return file.Metadata.Values.Any(value => value.StartsWith(Prefix, StringComparison.Ordinal))
                ? throw new VardaxFormatException(file.Name, SafeTensorsHeader.Start, $"metadata {Key}: expected the digest here, found it under another name")
                : $"{file.Name} has no digest: damage to it would not be noticed";
        }

        ReadOnlySpan<byte> bytes = file.Bytes.Span;
        int at = bytes.IndexOf(Encoding.UTF8.GetBytes(found));
        if (at < 0 || found.Length != Prefix.Length + Zeros.Length || !found.StartsWith(Prefix, StringComparison.Ordinal))
            throw new VardaxFormatException(file.Name, SafeTensorsHeader.Start, $"metadata {Key}: expected {Prefix} and 64 digits");
        int digits = at + Prefix.Length;
        Sha256 sha = new();
        sha.Append(bytes[..digits]);
        sha.Append(Encoding.ASCII.GetBytes(Zeros));
        sha.Append(bytes[(digits + Zeros.Length)..]);
        string expected = Prefix + sha.Finish();
        return found == expected ? null : throw new VardaxFormatException(file.Name, at,
            $"metadata {Key}: the file is damaged, or another program changed it: expected {expected}, found {found}");
    }
}
