using Microsoft.ML.OnnxRuntime;

namespace Vardax.Managed.Bench.Compare;

/// <summary>What all groups of rows share.</summary>
internal sealed class Comparison : IDisposable
{
    private readonly Dictionary<(string Script, int Threads), PythonPeer?> scripts = [];

    public Comparison(CompareOptions options)
    {
        Options = options;
        Folder = Directory.CreateTempSubdirectory("vardax-compare-").FullName;
        Peaks = Peaks.Measure(options.Quick ? 20 : 300);
        Outputs = ExportFolder.Write(Path.Combine(Folder, "export"), Work);
    }

    public CompareOptions Options { get; }

    /// <summary>A temporary folder, deleted at the end.</summary>
    public string Folder { get; }

    public Peaks Peaks { get; }

    /// <summary>The reference training.</summary>
    public ReferenceWork Work { get; } = new();

    /// <summary>Our outputs, which every peer's are compared with.</summary>
    public PeerOutputs Outputs { get; }

    /// <summary>One line for every backend that is missing.</summary>
    public List<string> Skipped { get; } = [];

    /// <summary>The versions of the backends that are there.</summary>
    public HashSet<string> Backends { get; } = [];

    /// <summary>The scripts that run here with so many threads.</summary>
    public IEnumerable<PythonPeer> Scripts(int threads)
    {
        const string Apt = "apt-get install python3-torch python3-numpy libopenblas0-pthread";
        PythonPeer?[] peers =
        [
            Script("train_numpy.py", CompareOptions.Python, threads, Apt),
            Script("train_torch.py", CompareOptions.Python, threads, Apt),
            Script("train_jax.py", Options.JaxPython, threads,
                "python3 -m venv ENV && ENV/bin/pip install jax, then pass --jax-python ENV/bin/python3"),
        ];
        return peers.OfType<PythonPeer>();
    }

    /// <summary>Everything that analyses one window: the one place to add a backend to.</summary>
    public IEnumerable<AnalysisPeer> AnalysisPeers()
    {
        foreach (PythonPeer peer in Scripts(threads: 1))
            yield return new AnalysisPeer(peer.Name, peer.Version, peer.Outputs, peer.TimeAnalysis);

        var onnx = new OnnxRuntimePeer(Work.CreatePosterior(), Work.Problem.Observations, Work.Problem.Mask);
        onnx.RequireAgreement();
        yield return new AnalysisPeer("ONNX Runtime", "ONNX Runtime " + OrtEnv.Instance().GetVersionString(),
            new PeerOutputs([], onnx.Mean, onnx.StandardDeviation), calls => Interleaved.Seconds(onnx.RunOnce, calls) / calls);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PythonPeer? peer in scripts.Values)
            peer?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private PythonPeer? Script(string script, string python, int threads, string install)
    {
        if (scripts.TryGetValue((script, threads), out PythonPeer? peer))
            return peer;
        peer = PythonPeer.TryStartFastest(script, python, Path.Combine(Folder, "export"), threads, install, Skipped);
        if (peer is not null)
            Backends.Add(peer.Version);
        return scripts[(script, threads)] = peer;
    }
}
