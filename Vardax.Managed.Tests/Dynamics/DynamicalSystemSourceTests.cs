using System.Globalization;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Tests.Architecture;
using Vardax.Managed.Tests.Docs;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Dynamics;

public sealed class DynamicalSystemSourceTests
{
    [Fact]
    public void Emitted_source_steps_as_the_graph_does()
    {
        // One program with the classes of all systems: a compilation takes seconds.
        const int members = 11, steps = 3;
        var source = new System.Text.StringBuilder();
        foreach ((string name, (Func<DynamicalSystem> create, double[] state, double dt)) in SystemCatalogue.Systems)
        {
            source.Append(CultureInfo.InvariantCulture, $$"""
                float[] {{ClassName(name)}} = [{{string.Join(", ", Ensemble(state, members).Select(x => x.ToString("R", CultureInfo.InvariantCulture) + "f"))}}];
                {{ClassName(name)}}Step.Step({{ClassName(name)}}, {{members}}, {{(float)dt}}f, {{steps}});
                Console.WriteLine("{{name}} " + string.Join(' ', {{ClassName(name)}}.Select(x => x.ToString("R", CultureInfo.InvariantCulture))));

                """);
        }

        string usings = "using System; using System.Globalization; using System.Linq; using System.Numerics; using "
            + "System.Runtime.CompilerServices; using System.Runtime.InteropServices;\n";
        string classes = string.Concat(SystemCatalogue.Systems.Select(one =>
            one.Value.Create().ToCSharp(ClassName(one.Key) + "Step").Split("InteropServices;\n")[1]));
        string[] lines = Example.Run(usings + source + classes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(SystemCatalogue.Systems.Count, lines.Length);
        foreach (string line in lines)
        {
            string[] words = line.Trim().Split(' ');
            (Func<DynamicalSystem> create, double[] state, double dt) = SystemCatalogue.Systems[words[0]];
            float[] expected = Ensemble(state, members);
            float[] found = [.. words.Skip(1).Select(word => float.Parse(word, CultureInfo.InvariantCulture))];
            create().SinglePrecision.IntegrateEnsemble(expected, members, (float)dt, steps);
            CloseAssert.Absolute(expected, found, 1e-5 * expected.Max(Math.Abs), words[0]);
        }
    }

    [Fact]
    public void The_source_that_the_benchmarks_measure_is_the_one_emitted_today() => Assert.Equal(
        File.ReadAllText(System.IO.Path.Combine(RepositoryRoot.Path, "Vardax.Managed.Bench", "Lorenz63Source.cs")).ReplaceLineEndings("\n"),
        new DynamicalSystem("Lorenz-63", ["x", "y", "z"],
            x => [10 * (x[1] - x[0]), x[0] * (28 - x[2]) - x[1], x[0] * x[1] - 8.0 / 3 * x[2]]).ToCSharp("Lorenz63Source"));

    [Fact]
    public void A_class_of_no_name_is_refused() =>
        Refuses.Argument("className", () => SystemCatalogue.Lorenz63().ToCSharp("Lorenz 63"));

    private static float[] Ensemble(double[] state, int members) =>
        [.. state.SelectMany((x, c) => Enumerable.Range(0, members).Select(i => (float)(x * (1 + (0.01 * ((i + c) % 7))))))];

    private static string ClassName(string name) => name.Replace("-", "", StringComparison.Ordinal);
}
