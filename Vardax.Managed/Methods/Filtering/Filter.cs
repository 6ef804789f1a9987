using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// A state of knowledge about a system that is followed in time: <see cref="Forecast"/> moves it, <see cref="Update"/> takes in what is
/// observed. Both allocate nothing. It can be saved and restored between any two calls, and goes on to the same bits. One instance serves one
/// thread. What goes wrong is a status that names the time; a wrong argument throws and changes nothing.
/// </summary>
public abstract class Filter
{
    private const int Clock = 5;

    private readonly int[] rows;
    private readonly double[] observed, standardDeviations;
    private long steps, updates, forecasts;
    private double beyond;
    private int present;

    private protected Filter(StateSpaceModel system, FilterOptions? options)
    {
        ArgumentNullException.ThrowIfNull(system);
        (System, Options) = (system, options ?? new FilterOptions());
        Options.Validate(system.StateDimension);
        (rows, observed) = (new int[system.Instruments], new double[system.Instruments]);
        standardDeviations = [.. system.Observing.Instruments.Select(i => i.Error.Std)];
    }

    /// <summary>The system.</summary>
    public StateSpaceModel System { get; }

    /// <summary>The settings.</summary>
    public FilterOptions Options { get; }

    /// <summary>The time, in model units; 0 at the start.</summary>
    public double Time => (steps * System.Dt) + beyond;

    /// <summary>How many updates observed something.</summary>
    public long Updates => updates;

    /// <summary>Ok, or what went wrong and when.</summary>
    public AnalysisStatus Status { get; private set; } = AnalysisStatus.Ok;

    /// <summary>How often the filter had lost the truth and was set on it again, see <see cref="FilterOptions.Recovers"/>.</summary>
    public int Recoveries { get; private protected set; }

    /// <summary>The innovation of the last update.</summary>
    public Innovation Innovation { get; private protected set; }

    /// <summary>N; 0 for a filter without an ensemble.</summary>
    public virtual int Members => 0;

    /// <summary>The members, component by component: component c of member i at c * N + i; empty without an ensemble.</summary>
    public virtual ReadOnlySpan<double> Ensemble => default;

    /// <summary>The members' weights, of sum 1; empty if all are equal.</summary>
    public virtual ReadOnlySpan<double> Weights => default;

    /// <summary>The mean of the state, n values.</summary>
    public abstract void Mean(Span<double> mean);

    /// <summary>The covariance of the state, n x n, row-major.</summary>
    public abstract void Covariance(Span<double> covariance);

    /// <summary>The standard deviation of each component, n values.</summary>
    public abstract void Std(Span<double> std);

    /// <summary>Moves on by a duration: in steps of dt if it is a whole number of them, or else in equal steps that are shorter.</summary>
    /// <param name="duration">In model units, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, not finite or longer than 10^9 steps.</exception>
    public AnalysisStatus Forecast(double duration)
    {
        double exact = Guard.NotNegative(duration) / System.Dt, whole = Math.Round(exact);
        if (exact > 1e9)
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "Expected at most 10^9 steps.");
        if (Math.Abs(exact - whole) <= 1e-9 * Math.Max(1, exact))
            return ForecastSteps((int)whole);
        int count = (int)Math.Ceiling(exact);
        beyond += duration;
        return Move(duration / count, count);
    }

    /// <summary>Moves on by steps of dt.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public AnalysisStatus ForecastSteps(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        steps += count;
        return Move(System.Dt, count);
    }

    /// <summary>Takes in the observations of the present time. If none is there, nothing changes.</summary>
    /// <param name="values">One for each instrument, as the instruments give them.</param>
    /// <param name="mask">1 for each value that is there, 0 for a missing one; empty if all are there.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a value that is there is not finite: nothing changes.</exception>
    public AnalysisStatus Update(ReadOnlySpan<double> values, ReadOnlySpan<float> mask = default)
    {
        int p = System.Instruments, count = 0;
        Guard.Length(p, values.Length, nameof(values));
        Guard.Length(p, mask.IsEmpty ? p : mask.Length, nameof(mask));
        for (int i = 0; i < p; i++)
        {
            if (!mask.IsEmpty && mask[i] == 0)
                continue;
            Instrument instrument = System.Observing.Instruments[i];
            double value = instrument.Error.ToWorking(values[i]);
            if (!double.IsFinite(value))
            {
                string kind = double.IsFinite(values[i]) ? "positive" : "finite";
                throw new ArgumentException(FormattableString.Invariant(
                    $"The observation of {instrument.Name} at time {Time} is {values[i]}; expected a {kind} number, or 0 in the mask if it is missing."),
                    nameof(values));
            }

            (rows[count], observed[count]) = (i, value);
            count++;
        }

        if (count == 0)
            return Status;
        present = count;
        Analyse(observed.AsSpan(0, count), rows.AsSpan(0, count), Options.Key.Updates().Child((ulong)updates++));
        return Judge("the update");
    }

    /// <summary>All that changes: <see cref="Restore"/> of a filter of the same system and settings goes on from it.</summary>
    public FilterState Save() => new(GetType().Name, [steps, beyond, updates, forecasts, Recoveries, Innovation.Count, Innovation.ChiSquare,
        Innovation.LogEvidence, .. Arrays.SelectMany(array => array)]);

    /// <summary>Takes up a saved state.</summary>
    /// <exception cref="ArgumentException">It is of another method, or of another size.</exception>
    public void Restore(FilterState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        int head = Clock + 3, size = head + Arrays.Sum(array => array.Length);
        if (state.Method != GetType().Name || state.Values.Count != size)
        {
            throw new ArgumentException(
                $"The state is of {state.Method} with {state.Values.Count} values; expected {GetType().Name} with {size}.", nameof(state));
        }

        (steps, beyond, updates, forecasts) = ((long)state.Values[0], state.Values[1], (long)state.Values[2], (long)state.Values[3]);
        Recoveries = (int)state.Values[Clock - 1];
        Innovation = new Innovation((int)state.Values[Clock], state.Values[Clock + 1], state.Values[Clock + 2]);
        foreach (double[] array in Arrays)
        {
            for (int i = 0; i < array.Length; i++)
                array[i] = state.Values[head + i];
            head += array.Length;
        }

        Status = AnalysisStatus.Ok;
        Judge("the saved state");
    }

    /// <summary>The arrays that hold the state of knowledge.</summary>
    private protected abstract IReadOnlyList<double[]> Arrays { get; }

    /// <summary>The observations of the update at hand, in working units.</summary>
    private protected ReadOnlySpan<double> Observed => observed.AsSpan(0, present);

    /// <summary>Standard deviations of the instruments' errors, p values.</summary>
    private protected ReadOnlySpan<double> ErrorStd => standardDeviations;

    /// <summary>The instruments of the update at hand.</summary>
    private protected ReadOnlySpan<int> Rows => rows.AsSpan(0, present);

    /// <summary>Moves on by steps.</summary>
    /// <param name="dt">The length of a step.</param>
    /// <param name="count">Steps.</param>
    /// <param name="errors">The key of the model's errors.</param>
    private protected abstract void Propagate(double dt, int count, RandomKey errors);

    /// <summary>Takes in observations, and sets <see cref="Innovation"/>.</summary>
    /// <param name="y">The values that are there, in working units.</param>
    /// <param name="rows">Their instruments.</param>
    /// <param name="key">The key of the update's draws.</param>
    private protected abstract void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key);

    /// <summary>What is wrong with the state of knowledge; null if nothing is.</summary>
    private protected abstract (AnalysisCode Code, string Fault)? Fault();

    private AnalysisStatus Move(double dt, int count)
    {
        if (count == 0)
            return Status;
        Propagate(dt, count, Options.Key.ModelErrors().Child((ulong)forecasts++));
        return Judge("the forecast");
    }

    private AnalysisStatus Judge(string when)
    {
        if (Status.IsUsable && Fault() is { } wrong)
            Status = AnalysisStatus.Unusable(wrong.Code, FormattableString.Invariant($"{when} at time {Time}: {wrong.Fault}"));
        return Status;
    }
}
