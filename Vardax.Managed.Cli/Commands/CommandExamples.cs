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
            "vardax compare --model m.safetensors --problems 64",
        ],
        "calibrate" =>
        [
            "vardax calibrate --preset attractor --out calibration",
            "vardax calibrate --model m.safetensors --runs 4000 --json",
        ],
        "cycle" =>
        [
            "vardax cycle --experiment sakov2012",
            "vardax cycle --experiment sakov2008 --methods enkf_sqrt,enkf_n --cycles 20000 --json",
            "vardax cycle --experiment sakov2012 --model cycle.safetensors --methods polished,strong_4dvar --cycles 20000",
            "vardax cycle --preset attractor --observe 0 --obs-error-variance 1 --methods enkf_n --members 20 --out cycle",
        ],
        "filter" =>
        [
            "vardax filter --system pendulum.toml --method enkf obs.csv > answers.csv",
            "vardax filter --system pendulum.toml --state pendulum.state.json --on-error skip < sensor.jsonl",
        ],
        "train" =>
        [
            "vardax train --preset attractor --out m.safetensors",
            "vardax train --system pendulum.toml --out m.safetensors",
            "vardax train --preset attractor --head flow --steps 40000 --out m.safetensors --checkpoint m.checkpoint",
            "vardax train --resume m.checkpoint --out m.safetensors --checkpoint m.checkpoint",
        ],
        "simulate" =>
        [
            "vardax simulate --preset attractor --out problem",
            "vardax simulate --system pendulum.toml --set gravity=1.62 --json",
            "vardax simulate --preset attractor --count 1000 --format jsonl > windows.jsonl",
            "vardax simulate --preset attractor --count 1000 --format npy --truth --out windows",
        ],
        "analyze" =>
        [
            "vardax analyze --model m.safetensors obs.csv",
            "vardax simulate --preset attractor --count 1000 --format jsonl | vardax analyze --model m.safetensors --format jsonl | head",
            "vardax analyze --model m.safetensors record.csv --time-unit days --out answers.nc",
            "vardax analyze --model m.safetensors obs.npy --quantiles 0.05,0.5,0.95 --forecast 200 --out analysis",
        ],
        "sample" =>
        [
            "vardax sample --model m.safetensors obs.csv --count 20 --out samples.csv",
            "vardax sample --model m.safetensors obs.npy --count 500 --out samples.npy",
        ],
        "merge" =>
        [
            "vardax merge parts --json > result.json",
            "vardax merge parts --out report",
        ],
        "submit" =>
        [
            "vardax submit --engine slurm --tasks 64 -- calibrate --model m.safetensors --runs 100000 --json > job.sh",
            "vardax submit --engine kubernetes --tasks 64 --image example/vardax --claim work -- calibrate --model m.safetensors --out report > job.yaml",
        ],
        "new" =>
        [
            "vardax new",
            "vardax new pendulum > pendulum.toml",
        ],
        "system" =>
        [
            "vardax system pendulum.toml",
            "vardax system pendulum.toml --set gravity=1.62 --json",
            "vardax system lorenz96 --emit csharp > Lorenz96.cs",
        ],
        "info" =>
        [
            "vardax info",
            "vardax info m.safetensors",
        ],
        "export" =>
        [
            "vardax export m.safetensors --out m.onnx",
        ],
        "import" =>
        [
            "vardax import weights.safetensors --preset reference --out m.safetensors",
            "vardax import model.eqx --preset reference --out m.safetensors",
        ],
        "completion" =>
        [
            "source <(vardax completion bash)",
            "vardax completion fish > ~/.config/fish/completions/vardax.fish",
        ],
        _ => [],
    };
}
