namespace Vardax.Managed.Bench.Compare;

/// <summary>What <c>compare</c> was asked for.</summary>
/// <param name="Out">File the Markdown is written to as well; null for none.</param>
/// <param name="Quick">Few repetitions and smaller sizes: to see that it works, not to publish.</param>
/// <param name="Export">Only write the folder that the scripts read, there; null to measure.</param>
/// <param name="JaxPython">The Python that has JAX, which Debian does not package.</param>
/// <param name="Only">The parts of the table to measure; empty for all.</param>
internal sealed record CompareOptions(string? Out, bool Quick, string? Export, string JaxPython, string[] Only)
{
    /// <summary>Debian's Python, whose NumPy and PyTorch the peers are.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>The usage, in one line.</summary>
    public const string Usage = "compare [--only PART,...] [--out FILE.md] [--quick] [--export FOLDER] [--jax-python PATH]";

    /// <summary>How often everything that takes milliseconds is repeated.</summary>
    public int Repetitions => Quick ? 5 : 25;

    /// <summary>How often everything that takes seconds is repeated.</summary>
    public int FewRepetitions => Quick ? 2 : 9;

    /// <summary>Reads the arguments; null when they make no sense.</summary>
    public static CompareOptions? Parse(string[] args)
    {
        var options = new CompareOptions(null, false, null, Python, []);
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--quick": options = options with { Quick = true }; continue;
                case "--out" when value is not null: options = options with { Out = value }; break;
                case "--export" when value is not null: options = options with { Export = value }; break;
                case "--only" when value is not null: options = options with { Only = value.Split(',') }; break;
                case "--jax-python" when value is not null: options = options with { JaxPython = value }; break;
                default: return null;
            }

            i++;
        }

        return options;
    }
}
