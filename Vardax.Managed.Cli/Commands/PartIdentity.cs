using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Experiments;
using Vardax.Managed.Formats;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Cli.Commands;

/// <summary>Everything that the content of a part depends on, by name; and the command line again from that.</summary>
internal static class PartIdentity
{
    private const string CommandKey = "command", FilePrefix = "file ";

    // Options that say where results go and how they are made, not what they are.
    private static readonly HashSet<string> Without =
        ["--shard", "--shards", "--out", "--threads", "--json", "--checkpoint", "--checkpoint-every", "--overwrite"];

    // Options and arguments whose value may be the name of a file.
    private static readonly HashSet<string> Files = ["--model", "--system", "--mask", "FILE"];

    /// <summary>The identity of what was typed, without some options.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Dictionary<string, string> Of(ParseResult parsed, params string[] without)
    {
        Command command = parsed.CommandResult.Command;
        Dictionary<string, string> identity = new(StringComparer.Ordinal)
        {
            [CommandKey] = command.Name,
            ["version"] = typeof(AmortizedExperiment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? LibraryVersion.Text,
            ["numerics"] = $"{RuntimeInformation.ProcessArchitecture}, {SimdSupport.VectorBits}-bit vectors, {(SimdSupport.FusesMultiplyAdd ? "fused" : "separate")} multiply-add, "
                + $"{(SimdSupport.IsNativeAot ? "NativeAOT" : "JIT")}, {RuntimeInformation.FrameworkDescription}",
        };
        foreach (Symbol symbol in (Symbol[])[.. command.Options, .. command.Arguments])
        {
            IReadOnlyList<Token>? tokens = parsed.GetResult(symbol) switch
            {
                OptionResult { Implicit: false } option when !Without.Contains(symbol.Name) && !without.Contains(symbol.Name) => option.Tokens,
                ArgumentResult { Tokens.Count: > 0 } argument => argument.Tokens,
                _ => null,
            };
            if (tokens is null)
                continue;
            identity[symbol.Name] = JsonSerializer.Serialize([.. tokens.Select(token => token.Value)], Documents.Default.StringArray);
            if (Files.Contains(symbol.Name) && tokens is [{ Value: var path }] && File.Exists(path))
                identity[FilePrefix + symbol.Name] = Digest.Of(path);
        }

        return identity;
    }

    /// <summary>The command line of an identity.</summary>
    public static string[] CommandLine(IReadOnlyDictionary<string, string> identity)
    {
        List<string> line = [identity[CommandKey]];
        foreach ((string name, string value) in identity.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            bool isOption = name.StartsWith("--", StringComparison.Ordinal);
            if (!isOption && name != "FILE")
                continue;
            string[] values = JsonSerializer.Deserialize(value, Documents.Default.StringArray)!;
            line.AddRange(isOption && values.Length == 0 ? [name] : values.SelectMany(one => isOption ? (string[])[name, one] : [one]));
        }

        return [.. line];
    }
}
