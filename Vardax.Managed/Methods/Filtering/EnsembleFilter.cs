using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// A filter whose state of knowledge is an ensemble E of N members.
/// </summary>
public abstract class EnsembleFilter : Filter
{
    private readonly double[] mean, anomalies, seen;
    private readonly Rotation? rotation;
    private readonly AdaptiveInflation? adaptive;
    private readonly EnsembleRecovery? recovery;

    private protected EnsembleFilter(StateSpaceModel system, FilterOptions? options)
        : base(system, options)
    {
        int n = system.StateDimension, count = Options.Members;
        Current = new Members(system, count, Options.Key.InitialState());
        (mean, anomalies, seen) = (new double[n], new double[n * count], new double[system.Instruments * count]);
        Prediction = new EnsembleUpdate(system.Instruments, count);
        rotation = Options.Rotate ? new Rotation(count) : null;
        adaptive = Options.AdaptsInflation ? new AdaptiveInflation() : null;
        recovery = Options.Recovers ? new EnsembleRecovery() : null;
    }

    /// <inheritdoc/>
    public override int Members => Current.Count;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Ensemble => Current.States;

    /// <summary>The members at the present time.</summary>
    private protected Members Current { get; }

    /// <summary>What the members predict of the update at hand.</summary>
    private protected EnsembleUpdate Prediction { get; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<double[]> Arrays => [Current.States, .. adaptive?.Arrays ?? [], .. recovery?.Arrays ?? []];

    /// <inheritdoc/>
    public override void Mean(Span<double> mean)
    {
        Split();
        this.mean.CopyTo(mean);
    }

    /// <inheritdoc/>
    public override void Std(Span<double> std)
    {
        Split();
        for (int c = 0; c < mean.Length; c++)
        {
            ReadOnlySpan<double> row = anomalies.AsSpan(c * Members, Members);
            std[c] = Math.Sqrt(Reduction.Dot(row, row) / (Members - 1));
        }
    }

    /// <inheritdoc/>
    public override void Covariance(Span<double> covariance)
    {
        Split();
        int n = mean.Length;
        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b < n; b++)
            {
                covariance[(a * n) + b] =
                    Reduction.Dot(anomalies.AsSpan(a * Members, Members), anomalies.AsSpan(b * Members, Members)) / (Members - 1);
            }
        }
    }

    /// <inheritdoc/>
    private protected override void Propagate(double dt, int count, RandomKey errors) => Current.Propagate(dt, count, errors);

    /// <summary>Loads <see cref="Prediction"/> with what an ensemble sees.</summary>
    private protected void See(ReadOnlySpan<double> states, ReadOnlySpan<double> y, ReadOnlySpan<int> rows, ReadOnlySpan<double> std)
    {
        System.Observing.Operator.ApplyColumns(states, seen, Members);
        Prediction.Load(seen, y, rows, std);
    }

    /// <summary>
    /// Sets the innovation, after <see cref="EnsembleUpdate.Multiply"/>, with anomalies and <see cref="Prediction"/> wider by the inflation that is
    /// learned, and if the truth is lost: <see cref="FilterOptions.AdaptsInflation"/>, <see cref="FilterOptions.Recovers"/>. By what factor.
    /// </summary>
    private protected double Widen(ReadOnlySpan<int> rows, Span<double> anomalies)
    {
        double factor = adaptive?.Apply(Prediction, anomalies) ?? 1, more = 1;
        Innovation innovation = Prediction.Factor(rows, ErrorStd);
        if (recovery is not null)
            more = recovery.Apply(Prediction, ref innovation, rows, ErrorStd, anomalies);
        if (more > 1)
            Recoveries++;
        Innovation = innovation;
        return factor * more;
    }

    /// <summary>Inflation and rotation.</summary>
    private protected void Finish(Span<double> anomalies, RandomKey key)
    {
        if (Options.Inflation != 1)
            Elementwise.Map(anomalies, anomalies, new VectorScale<double>(Options.Inflation));
        rotation?.Apply(anomalies, key.Rotation());
    }

    /// <inheritdoc/>
    private protected override (AnalysisCode Code, string Fault)? Fault()
    {
        if (Current.NotFinite() is { } fault)
            return (AnalysisCode.Diverged, fault);
        for (int at = 0; at < Current.States.Length; at += Members)
        {
            ReadOnlySpan<double> row = Current.States.AsSpan(at, Members);
            if (row.ContainsAnyExcept(row[0]))
                return null;
        }

        return (AnalysisCode.Collapsed, "all members are equal");
    }

    private void Split() => Anomalies.Split(Current.States, mean, anomalies, Members);
}
