using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Models;

namespace Vardax.Managed.Tests.Cli;

/// <summary>How a record is cut in windows of 5 states, observed every 2 steps, and put together.</summary>
public sealed class RecordSourceTests
{
    // Every window has the values of its times, which are the steps themselves.
    [Theory]
    [InlineData("0-40", null)]
    [InlineData("0-41", null)]
    [InlineData("0-40", 1)]
    [InlineData("0-40", 3)]
    [InlineData("0-43", 5)]
    [InlineData("0-4", null)]
    [InlineData("0-2", null)]
    [InlineData("0-5", null)]
    [InlineData("0-9 30-40", null)]
    [InlineData("0 400", 4)]
    [InlineData("7-11 12 19 20", 2)]
    public void Each_time_is_answered_once_by_the_window_whose_middle_is_nearest(string rows, int? stride)
    {
        ProblemSettings settings = ModelCase.Model("control").Settings;
        int states = settings.WindowStates, p = settings.Observing.Instruments.Count;
        long[] steps = [.. rows.Split(' ').Select(part => part.Split('-')).SelectMany(ends =>
            Enumerable.Range(int.Parse(ends[0]), int.Parse(ends[^1]) - int.Parse(ends[0]) + 1)).Select(step => (long)step)];
        RecordClock clock = new(settings.Dt, null, "0", 0);
        using RecordSource source = new(new Steps(clock, steps), "a", settings, stride, new RecordTally(settings, clock, TextWriter.Null));
        WindowSlot slot = new(new AnalysisRequest { Model = ModelCase.Model("control") });
        List<RecordPart> parts = [];
        while (source.TryRead(slot))
        {
            parts.Add(slot.Part);
            for (int t = 0; t < states; t++)
            {
                long step = slot.Part.First + t;
                bool there = steps.Contains(step);
                Assert.Equal((there ? 1 : 0, there ? step : 0), (slot.Window.Mask[t * p], slot.Window.Observations[t * p]));
            }
        }

        Assert.False(source.TryRead(slot));
        long next = 0;
        foreach (RecordPart part in parts)
        {
            for (int t = part.From; t < part.To; t++, next++)
            {
                Assert.Equal(next, part.First + t);
                long middle = Math.Abs((2 * next) - (2 * part.First) - states + 1);
                Assert.All(parts, other => Assert.True(middle <= Math.Abs((2 * next) - (2 * other.First) - states + 1)));
            }
        }

        Assert.All(parts[..^1], part => Assert.False(part.IsLast));
        Assert.True(parts[^1].IsLast);
        // The record ends in the last window, which sees at the steps at which the model is trained.
        Assert.InRange(next - 1, steps[^1], Math.Max(states - 1, steps[^1] + 1));
        if (stride is null or 2 or 4)
            Assert.All(parts, part => Assert.Equal(0, part.First % 2));
        Assert.Equal(stride ?? 2, source.Stride);
    }

    [Fact]
    public void A_record_without_rows_is_refused()
    {
        ProblemSettings settings = ModelCase.Model("control").Settings;
        RecordClock clock = new(settings.Dt, null, null, 0);
        using RecordSource source = new(new Steps(clock, []), "a.csv", settings, null, new RecordTally(settings, clock, TextWriter.Null));
        WindowSlot slot = new(new AnalysisRequest { Model = ModelCase.Model("control") });
        Assert.Equal("a.csv: expected a row or more of a record, found none.", Assert.Throws<InputException>(() => source.TryRead(slot)).Message);
    }

    /// <summary>Rows at given steps, whose first value is the step.</summary>
    private sealed class Steps(RecordClock clock, long[] steps) : RecordRows(clock)
    {
        private int at;

        public override bool TryRead(Span<float> values, out long step)
        {
            step = at < steps.Length ? steps[at] : -1;
            values.Fill(float.NaN);
            values[0] = step;
            return at++ < steps.Length;
        }

        protected override void Close()
        {
        }
    }
}
