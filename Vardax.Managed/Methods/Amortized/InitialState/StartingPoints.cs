using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.InitialState;

/// <summary>
/// Draws from the background of a control with the windows that the model makes of them, the same for every problem: those of lowest
/// cost are where the minimisation of a problem can start. Simulated once, when first needed. One instance serves one thread.
/// </summary>
internal sealed class StartingPoints
{
    private const int MostDraws = 512, FewestDraws = 32, MostValues = 1 << 18, Keep = 8;

    private readonly ControlledWindow window;
    private readonly int n, count;
    private readonly Action<int, Span<double>> draw;
    private readonly int[] order;
    private readonly double[] costs;
    private float[] normals = [], windows = [];
    private readonly double[] start;

    /// <summary>Binds the background.</summary>
    /// <param name="window">Carries controls over the window.</param>
    /// <param name="dimension">n.</param>
    /// <param name="toControl">The control of a whitened one.</param>
    public StartingPoints(ControlledWindow window, int dimension, Action<double[], double[]> toControl)
    {
        (this.window, n) = (window, dimension);
        count = Math.Clamp(MostValues / window.Entries, FewestDraws, MostDraws);
        (order, costs, start) = (new int[count], new double[count], new double[n]);
        var physical = new double[n];
        draw = (i, control) =>
        {
            Start(normals.AsSpan(i * n, n));
            toControl(start, physical);
            physical.CopyTo(control);
        };
    }

    /// <summary>Sorts the draws by their cost for a problem; returns how many to start from.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="observed">The entries observed.</param>
    public int Choose(ObservedWindow problem, ReadOnlySpan<int> observed)
    {
        if (windows.Length == 0)
        {
            normals = new float[count * n];
            RandomDraws.Normal(RandomKey.FromSeed(0), normals);
            windows = new float[count * window.Entries];
            window.CarryMany(count, draw, windows);
        }

        for (int i = 0; i < count; i++)
        {
            double prior = 0, squares = 0;
            foreach (float z in normals.AsSpan(i * n, n))
                prior += (double)z * z;
            ReadOnlySpan<float> x = windows.AsSpan(i * window.Entries, window.Entries);
            foreach (int e in observed)
            {
                double departure = ((double)x[e] - problem.Observations[e]) / problem.Settings.Observing.Std(e);
                squares += departure * departure;
            }

            double cost = (prior + squares) / 2;
            (order[i], costs[i]) = (i, double.IsFinite(cost) ? cost : double.PositiveInfinity);
        }

        Array.Sort(costs, order);
        return Math.Min(Keep, count);
    }

    /// <summary>The whitened control of the draw that is number <paramref name="rank"/> by its cost.</summary>
    public ReadOnlySpan<double> Start(int rank) => Start(normals.AsSpan(order[rank] * n, n));

    private double[] Start(ReadOnlySpan<float> drawn)
    {
        for (int k = 0; k < n; k++)
            start[k] = drawn[k];
        return start;
    }
}
