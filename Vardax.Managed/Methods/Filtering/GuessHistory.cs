using Vardax.Managed.Guards;
using Vardax.Managed.InitialState;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The window of a network that ends at the present, with what was observed in it. It is empty again after a forecast in other steps than
/// the network's. Allocates nothing per call.
/// </summary>
internal sealed class GuessHistory
{
    private const int Draws = 256;

    private readonly LearnedGuess guess;
    private readonly IInitialStatePosterior posterior;
    private readonly TrainedMask trained;
    private readonly ObservedWindow window;
    private readonly int[] places;
    private readonly int instruments;
    private readonly double[] values, mask, departure;
    private float[] samples = [];

    /// <summary>An empty window.</summary>
    /// <exception cref="ArgumentException">There is no network, or the network is trained for another system.</exception>
    public GuessHistory(LearnedGuess? guess, StateSpaceModel system)
    {
        Guard.Setting(guess is not null, nameof(FilterOptions.Guess), "null", "a trained network");
        this.guess = guess!;
        ProblemSettings settings = this.guess.Settings;
        places = this.guess.Places(system);
        (trained, instruments) = (new TrainedMask(settings, this.guess.Missing), settings.Observing.Instruments.Count);
        window = new ObservedWindow(settings, new float[settings.ObservationEntries], new float[settings.ObservationEntries]);
        (values, mask) = (new double[settings.ObservationEntries], new double[settings.ObservationEntries]);
        (posterior, departure) = (this.guess.Create(), new double[system.StateDimension]);
    }

    /// <summary>What changes.</summary>
    public IReadOnlyList<double[]> Arrays => [values, mask];

    /// <summary>Steps of the window.</summary>
    public int Steps => guess.Settings.WindowSteps;

    /// <summary>Moves the window on.</summary>
    public void Forecast(double dt, int count)
    {
        int moved = dt == guess.Settings.Dt ? (int)Math.Min((long)count * instruments, values.Length) : values.Length;
        foreach (double[] array in (ReadOnlySpan<double[]>)[values, mask])
        {
            array.AsSpan(moved).CopyTo(array);
            array.AsSpan(array.Length - moved).Clear();
        }
    }

    /// <summary>Takes in what is observed now, in working units.</summary>
    public void Update(ReadOnlySpan<double> y, ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            int at = values.Length - instruments + places[rows[i]];
            (values[at], mask[at]) = (y[i], 1);
        }
    }

    /// <summary>The network's center at the window's start; false if more is missing than in training.</summary>
    public bool TryCenter(Span<double> state)
    {
        if (Window() is not { } full)
            return false;
        posterior.Condition(full);
        posterior.Center(state);
        return true;
    }

    /// <summary>Mean and covariance of draws of the window's last state; false, and nothing changes, if they are not to be had.</summary>
    public bool TryMoments(Span<double> mean, Span<double> covariance)
    {
        int n = mean.Length, entries = guess.Settings.WindowEntries;
        if (samples.Length == 0)
            samples = new float[Draws * entries];
        if (Window() is not { } full || !posterior.Condition(full).IsUsable || !posterior.Sample(RandomKey.FromSeed(0), samples).IsUsable)
            return false;
        mean.Clear();
        covariance.Clear();
        for (int last = entries - n; last < samples.Length; last += entries)
        {
            for (int c = 0; c < n; c++)
                mean[c] += samples[last + c] / (double)Draws;
        }

        for (int last = entries - n; last < samples.Length; last += entries)
        {
            for (int c = 0; c < n; c++)
                departure[c] = samples[last + c] - mean[c];
            for (int c = 0; c < n; c++)
            {
                Span<double> row = covariance.Slice(c * n, n);
                Elementwise.Map(departure, row, row, new VectorAddScaled<double>(departure[c] / (Draws - 1)));
            }
        }

        return true;
    }

    /// <summary>The window, if no more of it is missing than in training; null if more is.</summary>
    private ObservedWindow? Window()
    {
        for (int e = 0; e < values.Length; e++)
            (window.Observations[e], window.Mask[e]) = ((float)values[e], (float)mask[e]);
        return trained.Covers(window.Mask) ? window : null;
    }
}
