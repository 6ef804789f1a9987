namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// The minima that descents of one cost came to, the lowest first. Of two that lie closer than descents end, the lower one stays. Holds its
/// buffers: one instance serves one thread, and allocates nothing.
/// </summary>
/// <param name="parameters">Length of the whitened control v.</param>
/// <param name="most">How many are kept.</param>
internal sealed class Minima(int parameters, int most)
{
    // A descent ends within a thousandth of a posterior standard deviation, and so of a prior one, from the minimum.
    private const double Same = 4e-3;

    private readonly double[] controls = new double[most * parameters], costs = new double[most];
    private readonly bool[] converged = new bool[most];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>v at one of them.</summary>
    public ReadOnlySpan<double> this[int rank] => controls.AsSpan(rank * parameters, parameters);

    /// <summary>Its cost.</summary>
    public double Cost(int rank) => costs[rank];

    /// <summary>Whether the descent to it converged.</summary>
    public bool HasConverged(int rank) => converged[rank];

    /// <summary>Forgets them.</summary>
    public void Clear() => Count = 0;

    /// <summary>Keeps a minimum.</summary>
    /// <returns>Whether it is another one than those so far. A cost that is not finite is none.</returns>
    public bool Add(ReadOnlySpan<double> v, double cost, bool hasConverged)
    {
        int same = Find(v);
        if (!double.IsFinite(cost) || (same >= 0 && costs[same] <= cost) || (same < 0 && Count == most && costs[^1] <= cost))
            return false;
        int at = same >= 0 ? same : Math.Min(Count++, most - 1);
        Count = Math.Min(Count, most);
        for (; at > 0 && costs[at - 1] > cost; at--)
        {
            this[at - 1].CopyTo(controls.AsSpan(at * parameters));
            (costs[at], converged[at]) = (costs[at - 1], converged[at - 1]);
        }

        v.CopyTo(controls.AsSpan(at * parameters));
        (costs[at], converged[at]) = (cost, hasConverged);
        return same < 0;
    }

    private int Find(ReadOnlySpan<double> v)
    {
        for (int rank = 0; rank < Count; rank++)
        {
            double squares = 0;
            for (int k = 0; k < parameters; k++)
                squares += (this[rank][k] - v[k]) * (this[rank][k] - v[k]);
            if (squares < Same * Same)
                return rank;
        }

        return -1;
    }
}
