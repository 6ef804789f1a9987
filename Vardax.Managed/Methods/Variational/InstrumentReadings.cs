using Vardax.Managed.Kernels;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// The observations of a problem: what its mask shows, by its operator, with the errors of its instruments. A departure that is not
/// normal is replaced by the root of twice its negative log density, with its sign, so that the cost is still a sum of squares. Allocates
/// nothing per window unless the operator does.
/// </summary>
internal sealed class InstrumentReadings : IWindowObservations
{
    private (int Step, int Instrument, double Value, double Precision)[] readings = [];
    private bool isNormal;
    private int all;
    private double[] seen = [], block = [], weighted = [], gradient = [], departures = [], slopes = [];
    private float[] values = [];
    private ObservingSystem? observing;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <summary>The mean of the misfit of a window that is right.</summary>
    public double Expected { get; private set; }

    /// <summary>The standard deviation of that misfit; of one value where nothing is seen.</summary>
    public double Deviation { get; private set; }

    private IObservationOperator Operator => observing!.Operator;

    /// <summary>Looks at a window.</summary>
    /// <exception cref="ArgumentException">An observed value is not finite.</exception>
    public void Set(ObservedWindow problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        observing = problem.Settings.Observing;
        int p = observing.Instruments.Count;
        if (readings.Length < problem.Mask.Length)
            readings = new (int, int, double, double)[problem.Mask.Length];
        if (weighted.Length < p)
            (weighted, gradient) = (new double[p], new double[Operator.StateDimension]);
        isNormal = observing.HasNormalErrors;
        (Count, Expected) = (0, 0);
        double variance = 0;
        for (int e = 0; e < problem.Mask.Length; e++)
        {
            if (problem.Mask[e] == 0)
                continue;
            if (!float.IsFinite(problem.Observations[e]))
            {
                throw new ArgumentException(
                    $"Instrument {observing.Instruments[e % p].Name} gives {problem.Observations[e]} at step {e / p}; expected a finite number.",
                    nameof(problem));
            }

            readings[Count++] = (e / p, e % p, problem.Observations[e], 1 / observing.Std(e));
            (double Mean, double Variance) squares = isNormal ? (1, 2) : Error(e % p).Squares;
            (Expected, variance) = (Expected + squares.Mean, variance + squares.Variance);
        }

        (all, Deviation) = (Count, Math.Sqrt(Math.Max(variance, 2)));
    }

    /// <summary>Counts the observations up to a step of the window alone, until the next call or window.</summary>
    public void Limit(int step)
    {
        for (Count = 0; Count < all && readings[Count].Step <= step; Count++)
        {
        }
    }

    /// <inheritdoc/>
    public void Departures(ReadOnlySpan<double> window, Span<double> result)
    {
        int step = -1;
        ReadOnlySpan<double> values = default;
        for (int i = 0; i < Count; i++)
        {
            if (readings[i].Step != step)
                values = Values(window, step = readings[i].Step);
            result[i] = readings[i].Precision * (values[readings[i].Instrument] - readings[i].Value);
            if (!isNormal)
                result[i] = Error(readings[i].Instrument).Whiten(result[i]).Value;
        }
    }

    /// <summary>|R^-1/2 (H(x) - y)|^2.</summary>
    public double Misfit(ReadOnlySpan<double> window)
    {
        if (departures.Length < Count)
            departures = new double[Count];
        Span<double> result = departures.AsSpan(0, Count);
        Departures(window, result);
        return Reduction.Dot(result, result);
    }

    /// <summary>|R^-1/2 (H(x) - y)|^2 of many windows side by side, entries x count values.</summary>
    public void Misfits(ReadOnlySpan<float> windows, int count, Span<double> squares)
    {
        int block = Operator.StateDimension * count, seen = observing!.Instruments.Count * count;
        if (values.Length < seen)
            values = new float[seen];
        squares[..count].Clear();
        for (int i = 0; i < Count;)
        {
            int step = readings[i].Step;
            Operator.ApplyColumns(windows.Slice(step * block, block), values.AsSpan(0, seen), count);
            for (; i < Count && readings[i].Step == step; i++)
            {
                (_, int instrument, double value, double precision) = readings[i];
                ReadOnlySpan<float> predicted = values.AsSpan(instrument * count, count);
                for (int k = 0; k < predicted.Length; k++)
                {
                    double departure = precision * (predicted[k] - value);
                    if (!isNormal)
                        departure = Error(instrument).Whiten(departure).Value;
                    squares[k] += departure * departure;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Jacobian(ControlModel control, Span<double> rows)
    {
        int n = control.Parameters, step = -1, p = observing!.Instruments.Count;
        bool isWhole = observing.SeesWholeState;
        if (seen.Length < p * n)
            seen = new double[p * n];
        Slopes(control.Window);
        for (int i = 0; i < Count; i++)
        {
            (int at, int instrument, _, double precision) = readings[i];
            if (at != step && !isWhole)
                Tangents(control, at, n);
            step = at;
            ReadOnlySpan<double> tangent = isWhole ? control.Tangent((at * p) + instrument) : seen.AsSpan(instrument * n, n);
            Span<double> row = rows.Slice(i * n, n);
            for (int k = 0; k < row.Length; k++)
                row[k] = precision * tangent[k];
            for (int k = 0; k < row.Length && !isNormal; k++)
                row[k] *= slopes[i];
        }
    }

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> window, ReadOnlySpan<double> change, Span<double> result)
    {
        int step = -1, n = Operator.StateDimension;
        Slopes(window);
        for (int i = 0; i < Count; i++)
        {
            (int at, int instrument, _, double precision) = readings[i];
            if (at != step)
                Operator.Tangent(window.Slice(at * n, n), change.Slice(at * n, n), weighted);
            step = at;
            result[i] = (isNormal ? precision : precision * slopes[i]) * weighted[instrument];
        }
    }

    /// <inheritdoc/>
    public void Adjoint(ReadOnlySpan<double> window, ReadOnlySpan<double> weights, Span<double> change)
    {
        int n = Operator.StateDimension;
        Slopes(window);
        for (int i = 0; i < Count;)
        {
            int step = readings[i].Step;
            Array.Clear(weighted);
            for (; i < Count && readings[i].Step == step; i++)
                weighted[readings[i].Instrument] = (isNormal ? 1 : slopes[i]) * readings[i].Precision * weights[i];
            Operator.Adjoint(window.Slice(step * n, n), weighted, gradient);
            for (int c = 0; c < n; c++)
                change[(step * n) + c] += gradient[c];
        }
    }

    /// <inheritdoc/>
    public bool TryCurvatures(ReadOnlySpan<double> window, Span<double> result)
    {
        Slopes(window);
        for (int i = 0; i < Count && !isNormal; i++)
        {
            (int step, int instrument, double value, double precision) = readings[i];
            result[i] = Error(instrument).Curvature(precision * (Values(window, step)[instrument] - value)) / (slopes[i] * slopes[i]);
        }

        return !isNormal;
    }

    /// <inheritdoc/>
    public bool TryObserve(Span<double> firstState)
    {
        if (Operator is not SelectionOperator selection || Count == 0 || readings[0].Step > 0)
            return false;
        for (int i = 0; i < Count && readings[i].Step == 0; i++)
            firstState[selection.Components[readings[i].Instrument]] = readings[i].Value;
        return true;
    }

    private ErrorDistribution Error(int instrument) => observing!.Instruments[instrument].Error;

    /// <summary>ds / dt of errors that are not normal, at a window.</summary>
    private void Slopes(ReadOnlySpan<double> window)
    {
        if (isNormal)
            return;
        if (slopes.Length < Count)
            slopes = new double[Count];
        int step = -1;
        ReadOnlySpan<double> values = default;
        for (int i = 0; i < Count; i++)
        {
            (int at, int instrument, double value, double precision) = readings[i];
            if (at != step)
                values = Values(window, step = at);
            slopes[i] = Error(instrument).Whiten(precision * (values[instrument] - value)).Slope;
        }
    }

    /// <summary>g(x) of one state.</summary>
    private ReadOnlySpan<double> Values(ReadOnlySpan<double> window, int step)
    {
        int n = Operator.StateDimension;
        ReadOnlySpan<double> state = window.Slice(step * n, n);
        if (observing!.SeesWholeState)
            return state;
        Operator.Apply(state, weighted);
        return weighted;
    }

    /// <summary>g'(x) G of one state.</summary>
    private void Tangents(ControlModel control, int step, int columns)
    {
        int n = Operator.StateDimension;
        if (block.Length < n * columns)
            block = new double[n * columns];
        for (int c = 0; c < n; c++)
            control.Tangent((step * n) + c).CopyTo(block.AsSpan(c * columns));
        Operator.Tangent(control.Window.Slice(step * n, n), block.AsSpan(0, n * columns), seen, columns);
    }
}
