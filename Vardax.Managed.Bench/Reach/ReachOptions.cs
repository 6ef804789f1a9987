using System.Globalization;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Reach;

/// <summary>What <c>reach</c> was asked for.</summary>
internal sealed record ReachOptions
{
    /// <summary>The usage.</summary>
    public const string Usage = "reach [--preset reference|attractor] [--sparse] [--keys 5] [--heads control,flow] "
        + "[--steps 40000] [--problems 2048] [--runs 1000] [--oracle-problems 256] [--oracle-draws 4000000] [--agreement 256] [--adjoint 64] "
        + "[--out FILE.md]";

    /// <summary>The family of problems, by name.</summary>
    public string Preset { get; init; } = "attractor";

    /// <summary>Whether x alone is observed, every 10th step with noise 1: posteriors bend there.</summary>
    public bool Sparse { get; init; }

    /// <summary>Model keys 0 to this less 1; the training key is the model key plus 1.</summary>
    public int Keys { get; init; } = 5;

    /// <summary>The heads trained.</summary>
    public IReadOnlyList<HeadType> Heads { get; init; } = [HeadType.Control, HeadType.Flow];

    /// <summary>Updates of each training.</summary>
    public int Steps { get; init; } = 40_000;

    /// <summary>Held-out problems.</summary>
    public int Problems { get; init; } = 2048;

    /// <summary>Problems of the calibration gates.</summary>
    public int Runs { get; init; } = 1000;

    /// <summary>How many of the held-out problems the oracle is asked for.</summary>
    public int OracleProblems { get; init; } = 256;

    /// <summary>Windows that the oracle simulates.</summary>
    public int OracleDraws { get; init; } = 4_000_000;

    /// <summary>Windows on which the means are compared with 4DVar's; 0 for none.</summary>
    public int Agreement { get; init; } = 256;

    /// <summary>Windows on which the Jacobians are compared with 4DVar's; 0 for none.</summary>
    public int Adjoint { get; init; } = 64;

    /// <summary>File the Markdown is written to as well; null for none.</summary>
    public string? Out { get; init; }

    /// <summary>The family of problems.</summary>
    public ProblemSettings Settings
    {
        get
        {
            ProblemSettings settings = Preset == "reference" ? Presets.Reference() : Presets.Attractor();
            settings = settings with { TotalSteps = settings.WindowSteps };
            return Sparse ? settings with { Observing = ObservingSystem.OfComponents(settings.Model, 1, 10, components: [0]) } : settings;
        }
    }

    /// <summary>Reads the arguments; null when they make no sense.</summary>
    public static ReachOptions? Parse(string[] args)
    {
        var options = new ReachOptions();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--sparse")
            {
                options = options with { Sparse = true };
                continue;
            }

            if (i + 1 == args.Length || options.With(args[i], args[i + 1]) is not { } changed)
                return null;
            (options, i) = (changed, i + 1);
        }

        return options;
    }

    private ReachOptions? With(string name, string value)
    {
        bool counts = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        HeadType?[] heads = [.. value.Split(',').Select(HeadType.Find)];
        return name switch
        {
            "--preset" when value is "reference" or "attractor" => this with { Preset = value },
            "--heads" when heads.All(head => head is { IsOverControl: true }) => this with { Heads = [.. heads.Select(head => head!)] },
            "--out" => this with { Out = value },
            "--keys" when counts && count > 0 => this with { Keys = count },
            "--steps" when counts && count > 0 => this with { Steps = count },
            "--problems" when counts && count > 1 => this with { Problems = count },
            "--runs" when counts && count >= 20 => this with { Runs = count },
            "--oracle-problems" when counts && count > 1 => this with { OracleProblems = count },
            "--oracle-draws" when counts && count > 1 => this with { OracleDraws = count },
            "--agreement" when counts && count != 1 => this with { Agreement = count },
            "--adjoint" when counts => this with { Adjoint = count },
            _ => null,
        };
    }
}
