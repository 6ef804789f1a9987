using Vardax.Managed.Guards;

namespace Vardax.Managed.Dynamics;

/// <summary>Equally spaced times t0 + k dt, computed from k, never accumulated.</summary>
public sealed record TimeGrid
{
    /// <summary>Creates the grid of <paramref name="steps"/> + 1 times.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dt"/> is not finite and positive, <paramref name="start"/> is not
    /// finite, or <paramref name="steps"/> is negative.</exception>
    public TimeGrid(double dt, int steps, double start = 0)
    {
        Guard.Positive(dt);
        Guard.Finite(start);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        (Dt, Steps, Start) = (dt, steps, start);
    }

    /// <summary>Length of a step, in model time units.</summary>
    public double Dt { get; }

    /// <summary>Number of steps.</summary>
    public int Steps { get; }

    /// <summary>Time of the first point.</summary>
    public double Start { get; }

    /// <summary>Number of times: steps + 1.</summary>
    public int Count => Steps + 1;

    /// <summary>Time number <paramref name="k"/>: start + k dt.</summary>
    public double this[int k] => Start + (k * Dt);
}
