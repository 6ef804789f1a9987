using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Vardax.Managed.Tests.Architecture;

namespace Vardax.Managed.Tests.Docs;

public partial class ReadmeTests
{
    [Fact]
    public void The_example_compiles_and_prints_what_it_says()
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md"));
        string source = Example().Match(readme).Groups["code"].Value;
        Assert.Contains("Vardax.Managed", source, StringComparison.Ordinal);
        string printed = CompileAndRun("using System;\n" + source);
        string promised = Promise().Match(readme).Groups["text"].Value;
        Assert.Equal(promised.Trim(), printed.Trim());
    }

    [Fact]
    public void An_example_that_does_not_compile_is_noticed() =>
        Assert.ThrowsAny<Exception>(() => CompileAndRun("System.Console.WriteLine(new Vardax.Managed.NoSuchThing());"));

    private static string CompileAndRun(string source)
    {
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "ReadmeExample", [CSharpSyntaxTree.ParseText(source)], references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        using MemoryStream image = new();
        EmitResult emitted = compilation.Emit(image);
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

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("It prints:\\s+```text\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Promise();
}
