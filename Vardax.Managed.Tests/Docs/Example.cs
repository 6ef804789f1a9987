using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Vardax.Managed.Experiments;

namespace Vardax.Managed.Tests.Docs;

/// <summary>
/// A C# block of the documentation as a program, compiled as the SDK does, with implicit usings. A block that imports nothing of the
/// library can use all of it; one that makes a web application has ASP.NET Core, if it is installed beside .NET.
/// </summary>
internal static class Example
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    private const string WebUsings = " global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Http;";

    /// <summary>The folder of ASP.NET Core of the same version; null if it is not installed.</summary>
    public static string? WebFolder { get; } = new[] { Path.GetDirectoryName(typeof(object).Assembly.Location)! }
        .Select(runtime => Path.GetFullPath(Path.Combine(runtime, "../../Microsoft.AspNetCore.App", Path.GetFileName(runtime))))
        .FirstOrDefault(Directory.Exists);

    private static string LibraryUsings { get; } = string.Concat(typeof(AmortizedExperiment).Assembly.GetExportedTypes()
        .Select(type => type.Namespace).Distinct().Select(name => $"global using {name};"));

    /// <summary>The errors, each with its line in the block.</summary>
    public static IReadOnlyList<string> Errors(string source) =>
    [
        .. Compile(source).GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error)
            .Select(found => $"{found.Location.GetLineSpan().StartLinePosition.Line + 1}: {found.GetMessage(null)}"),
    ];

    /// <summary>Runs the program; what it prints.</summary>
    public static string Run(string source)
    {
        using MemoryStream image = new();
        EmitResult emitted = Compile(source).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        TextWriter console = Console.Out;
        StringWriter captured = new();
        Console.SetOut(captured);
        try
        {
            Assembly.Load(image.ToArray()).EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        return captured.ToString();
    }

    /// <summary>Whether a block is a web application.</summary>
    public static bool IsWeb(string source) => source.Contains("WebApplication", StringComparison.Ordinal);

    private static CSharpCompilation Compile(string source)
    {
        bool imports = source.Contains("using Vardax.", StringComparison.Ordinal);
        bool isWeb = IsWeb(source) && WebFolder is not null;
        string usings = ImplicitUsings + (imports ? "" : LibraryUsings) + (isWeb ? WebUsings : "");
        IEnumerable<MetadataReference> web = isWeb
            ? Directory.EnumerateFiles(WebFolder!, "*.dll").Select(path => MetadataReference.CreateFromFile(path))
            : [];
        return CSharpCompilation.Create(
            "Example", [CSharpSyntaxTree.ParseText(source), CSharpSyntaxTree.ParseText(usings)], [.. References, .. web],
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
    }
}
