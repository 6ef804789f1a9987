using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class InstrumentReadingsTests
{
    private const int Windows = 5;

    public static TheoryData<string> Systems => new() { "lorenz", "pendulum" };

    [Theory]
    [MemberData(nameof(Systems))]
    public void The_misfits_of_many_windows_are_those_of_each(string system)
    {
        ProblemSettings settings = system == "lorenz" ? Presets.Attractor() : SystemDefinition.Read(
        [
            new("state", "angle", "rate"), new("state", "rate", "-9.81 * sin(angle)"),
            new("initial", "angle", "normal(1, 0.5)"), new("initial", "rate", "normal(0, 0.5)"),
            new("observe.height", "value", "1 - cos(angle)"), new("observe.height", "error", "normal(0.05)"),
            new("observe.height", "every", "0.1"), new("observe.gyroscope", "value", "rate"),
            new("observe.gyroscope", "error", "normal(0.1)"), new("observe.gyroscope", "every", "0.3"),
            new("time", "step", "0.05"), new("time", "window", "1"),
        ]).Settings;
        var readings = new InstrumentReadings();
        var generator = new ProblemGenerator(settings);
        int entries = settings.WindowEntries;
        var columns = new float[entries * Windows];
        var expected = new double[Windows];
        AssimilationProblem seen = generator.Generate(RandomKey.FromSeed(99));
        readings.Set(seen);
        for (int i = 0; i < Windows; i++)
        {
            ReadOnlySpan<float> window = generator.Generate(RandomKey.FromSeed((ulong)i)).Truth.States(0, entries / settings.StateDimension);
            for (int e = 0; e < entries; e++)
                columns[(e * Windows) + i] = window[e];
            var departures = new double[readings.Count];
            readings.Departures([.. window.ToArray().Select(x => (double)x)], departures);
            expected[i] = departures.Sum(d => d * d);
            CloseAssert.Relative(expected[i], readings.Misfit([.. window.ToArray().Select(x => (double)x)]), 1e-14);
        }

        var found = new double[Windows];
        readings.Misfits(columns, Windows, found);
        for (int i = 0; i < Windows; i++)
            CloseAssert.Relative(expected[i], found[i], 1e-5);
    }
}
