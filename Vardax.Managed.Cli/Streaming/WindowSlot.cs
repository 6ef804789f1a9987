using System.Buffers;
using System.Text.Json;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// One window on its way from the input to the output. Used again and again, so that a stream of them allocates little.
/// </summary>
/// <param name="request">What is asked of each window.</param>
internal sealed class WindowSlot(AnalysisRequest request)
{
    private WindowBackground? background;

    /// <summary>Position in the input, from 0.</summary>
    public long Index { get; set; }

    /// <summary>The line that the window stands in, where its text is still to be parsed.</summary>
    public byte[] Line { get; set; } = [];

    /// <summary>Bytes of the line.</summary>
    public int LineLength { get; set; }

    /// <summary>The line's number, from 1.</summary>
    public long LineNumber { get; set; }

    /// <summary>What the input calls the window, as JSON.</summary>
    public ArrayBufferWriter<byte> Id { get; } = new(32);

    /// <summary>Whether <see cref="Mask"/> holds the mask, apart from the observations.</summary>
    public bool HasMask { get; set; }

    /// <summary>The mask, where it comes apart from the observations.</summary>
    public float[] Mask { get; } = new float[request.Settings.ObservationEntries];

    /// <summary>The window that <see cref="Mask"/> says it is of; null if it does not.</summary>
    public string? MaskId { get; set; }

    /// <summary>Whether a background comes apart from the observations.</summary>
    public bool HasBackground { get; set; }

    /// <summary>The mean of the first state beforehand, of components and unknown constants.</summary>
    public double[] GivenMean { get; } = new double[Backgrounds.Names(request.Settings).Length];

    /// <summary>The covariance of <see cref="GivenMean"/>, row-major.</summary>
    public double[] GivenCovariance => field ??= new double[GivenMean.Length * GivenMean.Length];

    /// <summary>Which states of the window answer, and for which times.</summary>
    public RecordPart Part { get; set; } = RecordPart.Whole(request.Settings.WindowStates);

    /// <summary>Why the window does not go on from the one before; null if it does, or need not.</summary>
    public string? BeginsAnew { get; set; }

    /// <summary>The observations.</summary>
    public ObservedWindow Window { get; } = new(
        request.Settings, new float[request.Settings.ObservationEntries], new float[request.Settings.ObservationEntries]);

    /// <summary>What was found.</summary>
    public WindowAnalysis Answer { get; } = new(request);

    /// <summary>The result as text, where it is written as that.</summary>
    public ArrayBufferWriter<byte> Text { get; } = new(256);

    /// <summary>Writes JSON to <see cref="Text"/>.</summary>
    public Utf8JsonWriter Json => field ??= new Utf8JsonWriter(Text, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Why there is no result: the line is not what was expected.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Gives the window what is known beforehand: the given mean and covariance, or nothing.</summary>
    public void SetBackground(bool isGiven)
    {
        InitialDistribution start = request.Settings.Initial;
        int given = GivenMean.Length, n = start.Components.Count;
        Window.Background = isGiven ? background ??= new WindowBackground(new double[n], new double[n * n]) : null;
        for (int i = 0; isGiven && i < n; i++)
        {
            // A clock, which nobody gives, follows the unknown constants.
            background!.Mean[i] = i < given ? GivenMean[i] : start.Components[i].Mean;
            if (i < given)
                GivenCovariance.AsSpan(i * given, given).CopyTo(background.Covariance.AsSpan(i * n));
        }
    }

    /// <summary>Fills the window, in working units.</summary>
    /// <param name="values">Observations as the instruments give them, NaN where there is none.</param>
    /// <param name="mask">1 where observed, 0 elsewhere; empty where the values tell.</param>
    /// <returns>The first entry that is observed and not a finite number that the instrument can give; -1 if there is none.</returns>
    public int Fill(ReadOnlySpan<float> values, ReadOnlySpan<float> mask)
    {
        for (int e = 0; e < values.Length; e++)
        {
            bool observed = mask.IsEmpty ? !float.IsNaN(values[e]) : mask[e] != 0;
            (Window.Observations[e], Window.Mask[e]) = observed ? (values[e], 1) : (0, 0);
        }

        request.Settings.Observing.ToWorking(Window.Observations, Window.Mask);
        return Array.FindIndex(Window.Observations, value => !float.IsFinite(value));
    }
}
