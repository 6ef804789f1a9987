namespace Vardax.Managed.Cli.Commands;

/// <summary>What to type: the lines that the help of each command ends with.</summary>
internal static class CommandExamples
{
    /// <summary>The examples of a command, by its name; none for one without.</summary>
    public static IReadOnlyList<string> Of(string command) => command switch
    {
        "run" =>
        [
            "vardax run --preset attractor --out report",
            "vardax run --preset attractor --head flow --json > result.json",
        ],
        "compare" =>
        [
            "vardax compare --preset attractor --problems 64",
            "vardax compare --methods polished,strong_4dvar --json",
        ],
        "calibrate" =>
        [
            "vardax calibrate --preset attractor --out calibration",
        ],
        "simulate" =>
        [
            "vardax simulate --preset attractor --out problem",
            "vardax simulate --preset attractor --count 1000 --format jsonl > windows.jsonl",
            "vardax simulate --count 1000 --format npy --truth --out windows",
        ],
        "info" =>
        [
            "vardax info",
        ],
        _ => [],
    };
}
