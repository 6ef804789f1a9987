using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Cli;

public sealed class RecordTallyTests
{
    [Theory]
    [InlineData(0, 2, true)]
    [InlineData(0, 1, false)]
    [InlineData(100, 2, false)]
    public void A_prior_of_a_start_is_told_of_if_windows_begin_elsewhere(int burnIn, int windows, bool isTold)
    {
        ProblemSettings settings = Presets.Attractor() with { BurnInSteps = burnIn };
        using var messages = new StringWriter();
        var clock = new RecordClock(settings.Dt, null, null, 0);
        var tally = new RecordTally(settings, clock, messages);
        ObservedWindow window = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(1));
        for (int i = 0; i < windows; i++)
            tally.Add(window, new RecordPart(clock, i, 0, settings.WindowStates, i == windows - 1));
        tally.Complete();
        Assert.Equal(isTold, messages.ToString().Contains("no burn-in", StringComparison.Ordinal));
    }
}
