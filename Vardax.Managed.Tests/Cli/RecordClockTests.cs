using System.Text;
using Vardax.Managed.Cli.Streaming;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Times of a record as steps, and steps as the record's own times.</summary>
public sealed class RecordClockTests
{
    [Theory]
    [InlineData(0.5, null, null, "0 0.5 2", "0 1 4", "2.5")]
    [InlineData(0.5, null, null, "1900 1901.5", "0 3", "1902")]
    [InlineData(0.1, null, null, "0 0.1 0.2 0.30000001 99999.9", "0 1 2 3 999999", "100000")]
    [InlineData(0.5, "60", null, "30 60 180", "0 1 5", "210")]
    [InlineData(0.5, null, "-1", "0 0.5", "2 3", "1")]
    [InlineData(1, "days", null, "2024-02-28 2024-02-29 2024-03-01", "0 1 2", "2024-03-02")]
    [InlineData(0.25, "days", null, "2024-02-28 2024-02-28T06:00 2024-02-29", "0 1 4", "2024-02-29T06:00:00")]
    [InlineData(0.25, "day", "2024-02-27", "2024-02-28", "4", "2024-02-28T06:00:00")]
    [InlineData(1, "hours", null, "2024-05-17T06:30:00Z 2024-05-17T09:30:00+02:00 2024-05-17T05:30-03:00", "0 1 2", "2024-05-17T09:30:00Z")]
    [InlineData(1, "years", null, "1900-01-01 1901-01-01 1904-01-01 1905-01-01 2000-01-01", "0 1 4 5 100", "2001-01-01")]
    [InlineData(0.5, "years", null, "1900-01 1900-07-02T12:00", "0 1", "1901-01-01")]
    [InlineData(1, "months", null, "2023-12 2024-01 2024-02-01 2024-03-01T00:00", "0 1 2 3", "2024-04-01")]
    [InlineData(0.001, "seconds", null, "2024-05-17T06:30:00.500 2024-05-17T06:30:00.502", "0 2", "2024-05-17T06:30:00.503")]
    [InlineData(0.0001, "seconds", null, "2024-05-17T06:30:00 2024-05-17T06:30:00.0003", "0 3", "2024-05-17T06:30:00.0004")]
    public void Times_are_steps_and_back(double dt, string? unit, string? start, string times, string steps, string next)
    {
        RecordClock clock = new(dt, unit is null ? null : TimeUnit.Parse(unit), start, snap: 0);
        List<long> found = [];
        foreach (string time in times.Split(' '))
        {
            Assert.Null(clock.Read(Encoding.ASCII.GetBytes(time), false, out long step));
            found.Add(step);
        }

        Assert.Equal(steps, string.Join(' ', found));
        Assert.Equal(next, clock.Text(found[^1] + 1));
    }

    [Theory]
    [InlineData(null, "0 0.5 0.5", "expected a time after 0.5, found the same")]
    [InlineData(null, "0 1 0.5", "expected a time after 1, found 0.5")]
    [InlineData(null, "0 0.6", "expected a time in whole steps of 0.5 from 0, found 0.6, 0.2 steps from the nearest: --snap moves a time to its step")]
    [InlineData(null, "0 1e300", "expected a time at most 1000000 steps after 0, found 1E+300")]
    [InlineData(null, "0 NaN", "expected a finite time, found NaN")]
    [InlineData(null, "0 noon", "expected a time, a number or a date as in 2024-05-17T06:30, found 'noon'")]
    [InlineData(null, "2024-01-01", "expected times in numbers unless --time-unit says what a model unit is (seconds, minutes, hours, days, "
        + "weeks, months or years), found 2024-01-01")]
    [InlineData("days", "5", "expected a date, since --time-unit is days, found 5: --time-unit takes a number for a record of numbers")]
    [InlineData("days", "2024-01-01 2024-01-01", "expected a time after 2024-01-01, found the same")]
    [InlineData("days", "2024-01-02 2024-01-01", "expected a time after 2024-01-02, found 2024-01-01")]
    [InlineData("days", "2024-01-01 5", "expected a date as in the rows before, found 5")]
    [InlineData("days", "2024-01-01T00:00 2024-01-02T00:00Z", "expected a time without a zone as in the rows before, found 2024-01-02T00:00:00Z")]
    [InlineData("days", "2024-02-30", "expected a time, a number or a date as in 2024-05-17T06:30, found '2024-02-30'")]
    public void A_time_that_cannot_be_is_told(string? unit, string times, string fault)
    {
        RecordClock clock = new(0.5, unit is null ? null : TimeUnit.Parse(unit), null, snap: 0);
        string[] all = times.Split(' ');
        foreach (string time in all[..^1])
            Assert.Null(clock.Read(Encoding.ASCII.GetBytes(time), false, out _));
        Assert.Equal(fault, clock.Read(Encoding.ASCII.GetBytes(all[^1]), false, out _));
    }

    [Fact]
    public void Samples_between_steps_are_moved_and_counted()
    {
        RecordClock clock = new(1, null, null, snap: 0.3);
        foreach ((double time, long step) in (ReadOnlySpan<(double, long)>)[(10, 0), (11.25, 1), (11.999, 2), (12.8, 3)])
        {
            Assert.Null(clock.Read(time, false, out long found));
            Assert.Equal(step, found);
        }

        Assert.Equal((2, 0.25), (clock.Moved, clock.Farthest));
        Assert.Equal("expected a time a step after 12.8, found 13.2, which is of the same step", clock.Read(13.2, false, out _));
        Assert.Equal("expected a time in whole steps of 1 from 10, found 14.4, 0.4 steps from the nearest", clock.Read(14.4, false, out _));
    }

    [Fact]
    public void Rows_without_times_count()
    {
        RecordClock clock = new(0.25, TimeUnit.Parse("days"), "2024-01-01", snap: 0);
        Assert.Null(clock.Read(out long first));
        Assert.Null(clock.Read(out long second));
        Assert.Equal((0, 1, "2024-01-01T06:00:00"), (first, second, clock.Text(1)));
        Assert.Equal("--start is 2024-01-01; a date needs --time-unit, one of seconds, minutes, hours, days, weeks, months or years.",
            Assert.Throws<InputException>(() => new RecordClock(1, null, "2024-01-01", 0).Read(out _)).Message);
    }
}
