using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// The whitened controls that a minimisation starts from: the prior mean, then the candidates of lowest cost. The draws are the same
/// for every problem, and so are the windows they lead to, which are kept unless they are large. One thread at a time.
/// </summary>
internal sealed class StartingPoints
{
    private const int MostKept = 1 << 20;

    private readonly ControlModel model;
    private readonly VariationalCost cost;
    private readonly MultiStart options;
    private readonly bool isFirstState;
    private readonly int n;
    private readonly double[] controls, costs, state;
    private readonly int[] order;
    private double[] windows = [], residuals = [];
    private bool isKept;

    /// <summary>Binds the cost.</summary>
    /// <param name="model">The control.</param>
    /// <param name="cost">Of that control.</param>
    /// <param name="options">Which candidates there are.</param>
    /// <param name="isFirstState">Whether the control has the window's first state as it is, so that its observations are a candidate.</param>
    public StartingPoints(ControlModel model, VariationalCost cost, MultiStart options, bool isFirstState)
    {
        (this.model, this.cost, this.options, n) = (model, cost, options, model.Parameters);
        this.isFirstState = isFirstState && options.FromObservations && model.Covariance.IsPositiveDefinite;
        // The observed state, then the draws.
        (controls, costs, order) = (new double[(options.Draws + 1) * n], new double[options.Draws + 1], new int[options.Draws + 1]);
        state = new double[model.Mean.Length];
        var normals = new float[options.Draws * n];
        RandomDraws.Normal(options.Key, normals);
        for (int i = 0; i < normals.Length; i++)
            controls[n + i] = normals[i];
    }

    /// <summary>The control means another state than before.</summary>
    public void Forget() => isKept = false;

    /// <summary>Sorts the candidates by their cost.</summary>
    /// <returns>How many points there are to start from, the prior mean included.</returns>
    public int Choose()
    {
        if (residuals.Length < cost.Residuals)
            residuals = new double[cost.Residuals];
        int count = 0;
        if (isFirstState && Observe())
            (order[count], costs[count++]) = (0, Cost(0));
        for (int i = 1; i <= options.Draws; i++)
            (order[count], costs[count++]) = (i, Cost(i));
        Array.Sort(costs, order, 0, count);
        return 1 + Math.Min(options.Keep, count);
    }

    /// <summary>Starting point number <paramref name="rank"/>: 0 the prior mean, then the candidates by their cost.</summary>
    public void Start(int rank, Span<double> v)
    {
        if (rank == 0)
            v.Clear();
        else
            controls.AsSpan(order[rank - 1] * n, n).CopyTo(v);
    }

    /// <summary>The prior mean with the observed components of the first state in place, whitened.</summary>
    private bool Observe()
    {
        for (int i = 0; i < state.Length; i++)
            state[i] = model.Mean[i];
        if (!cost.Observations.TryObserve(state))
            return false;
        for (int i = 0; i < state.Length; i++)
            state[i] -= model.Mean[i];
        model.Covariance.Whiten(state, 1);
        state.CopyTo(controls, 0);
        return true;
    }

    private double Cost(int candidate)
    {
        ReadOnlySpan<double> v = controls.AsSpan(candidate * n, n);
        double squares;
        if (candidate == 0 || (long)options.Draws * model.Entries > MostKept)
        {
            Span<double> all = residuals.AsSpan(0, cost.Residuals);
            cost.Evaluate(v, all);
            squares = Reduction.Dot(all, all);
        }
        else
        {
            if (!isKept)
                Keep();
            Span<double> departures = residuals.AsSpan(0, cost.Observations.Count);
            cost.Observations.Departures(windows.AsSpan((candidate - 1) * model.Entries, model.Entries), departures);
            squares = Reduction.Dot(v, v) + Reduction.Dot(departures, departures);
        }

        return double.IsFinite(squares) ? squares : double.PositiveInfinity;
    }

    private void Keep()
    {
        if (windows.Length == 0)
            windows = new double[options.Draws * model.Entries];
        isKept = true;
        for (int i = 0; i < options.Draws; i++)
        {
            cost.Evaluate(controls.AsSpan((i + 1) * n, n), residuals.AsSpan(0, cost.Residuals));
            model.Window.CopyTo(windows.AsSpan(i * model.Entries));
        }
    }
}
