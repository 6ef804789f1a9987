
namespace Vardax.Managed.Systems;

/// <summary>What a network was trained to see, and how much of it may be missing.</summary>
internal sealed class TrainedMask
{
    private readonly float[] mask;
    private readonly int most;

    /// <summary>Of a family, and the largest share of its observations that training took away.</summary>
    public TrainedMask(ProblemSettings settings, double missing)
    {
        mask = settings.CreateMask();
        Observed = MissingObservations.CountObserved(mask);
        most = (int)(missing * Observed);
    }

    /// <summary>How many values the network looks at.</summary>
    public int Observed { get; }

    /// <summary>How many of them a mask leaves out.</summary>
    public int Missing(ReadOnlySpan<float> found)
    {
        int missing = 0;
        for (int i = 0; i < mask.Length; i++)
            missing += mask[i] != 0 && found[i] == 0 ? 1 : 0;
        return missing;
    }

    /// <summary>Whether training had windows with as much missing. What is observed elsewhere does not matter: no network looks there.</summary>
    public bool Covers(ReadOnlySpan<float> found) => Missing(found) <= most;
}
