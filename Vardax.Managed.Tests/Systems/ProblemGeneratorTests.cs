using System.Globalization;
using System.Text.Json;
using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Systems;

public sealed class ProblemGeneratorTests
{
    private static readonly JsonElement Vector = ReferenceVectors.Get("problem_key_42");
    private static readonly AssimilationProblem Problem42 = Generate(Presets.Reference(), 42);

    [Fact]
    public void The_truth_of_key_42_is_the_reference_s()
    {
        foreach (JsonProperty state in Vector.GetProperty("truth").EnumerateObject())
        {
            int t = int.Parse(state.Name, CultureInfo.InvariantCulture);
            CloseAssert.Absolute(ReferenceVectors.Singles(state.Value), Problem42.Truth[t], Tolerance, $"state {t}");
        }

        Assert.Equal(1001, Problem42.Truth.Count);
    }

    [Fact]
    public void The_observations_of_key_42_are_the_reference_s()
    {
        foreach (JsonProperty state in Vector.GetProperty("obs").EnumerateObject())
        {
            int t = int.Parse(state.Name, CultureInfo.InvariantCulture);
            CloseAssert.Absolute(
                ReferenceVectors.Singles(state.Value), Problem42.Observations.AsSpan(3 * t, 3), Tolerance, $"state {t}");
        }

        Assert.Equal(Vector.GetProperty("observed_entries").GetInt32(), Problem42.Mask.Count(m => m == 1));
        Assert.Equal(153, Problem42.Mask.Length);
    }

    [Fact]
    public void Another_key_is_another_problem() =>
        Assert.NotEqual(Problem42.Truth.Values[0], Generate(Presets.Reference(), 43).Truth.Values[0]);

    [Fact]
    public void Entries_that_are_not_observed_are_zero()
    {
        for (int i = 0; i < 153; i++)
            Assert.Equal(i / 3 % 5 == 0, Problem42.Observations[i] != 0);
    }

    [Fact]
    public void Observation_errors_have_the_noise_s_deviation()
    {
        var generator = new ProblemGenerator((Presets.Attractor() with { BurnInSteps = 10 }).Seen(noise: 0.8));
        const int count = 1000;
        float[] observations = new float[count * 153], truths = new float[count * 153];
        generator.GenerateWindows(RandomKey.FromSeed(3), 0, count, observations, default, truths, new float[generator.ScratchSize(count)]);
        IEnumerable<int> observed = Enumerable.Range(0, count * 153).Where(i => i / 3 % 51 % 5 == 0);
        double[] errors = [.. observed.Select(i => (double)observations[i] - truths[i])];
        Assert.Equal(count * 33, errors.Length);
        CloseAssert.Absolute(0, errors.Average(), 4 * 0.8 / Math.Sqrt(errors.Length));
        CloseAssert.Absolute(0.64, errors.Average(e => e * e), 4 * 0.64 * Math.Sqrt(2.0 / errors.Length));
    }

    [Fact]
    public void Noise_does_not_move_the_truth_and_scales_the_errors()
    {
        AssimilationProblem noisy = Generate(Presets.Reference().Seen(noise: 1.0), 42);
        BitwiseAssert.Equal<float>(Problem42.Truth.Values, noisy.Truth.Values);
        for (int i = 0; i < 153; i++)
        {
            float expected = Problem42.Mask[i] * 2 * (Problem42.Observations[i] - Problem42.Truth.Values[i]);
            CloseAssert.Absolute(expected, noisy.Observations[i] - (noisy.Mask[i] * noisy.Truth.Values[i]), 1e-5, $"[{i}]");
        }
    }

    [Fact]
    public void Other_observing_systems_see_other_entries()
    {
        ProblemSettings settings = (Presets.Reference() with { WindowSteps = 40 }).Seen(every: 4, components: [0]);
        AssimilationProblem problem = Generate(settings, 42);
        Assert.Equal(41 * 3, problem.Mask.Length);
        for (int i = 0; i < problem.Mask.Length; i++)
        {
            Assert.Equal(i % 3 == 0 && i / 3 % 4 == 0 ? 1 : 0, problem.Mask[i]);
            Assert.Equal(problem.Mask[i] == 1, problem.Observations[i] != 0);
        }

        BitwiseAssert.Equal<float>(Problem42.Truth.Values, problem.Truth.Values);
        // The noise of an entry is its own, whatever else is observed: x at step 20 is seen by both.
        Assert.Equal(Problem42.Observations[60], problem.Observations[60]);
    }

    public static TheoryData<string, int> Batches
    {
        get
        {
            var batches = new TheoryData<string, int>();
            foreach (string preset in (string[])["reference", "attractor", "x only"])
            {
                foreach (int count in (int[])[1, 2, 7, 16, 37])
                    batches.Add(preset, count);
            }

            return batches;
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void A_problem_has_the_same_bits_in_every_batch(string preset, int count)
    {
        ProblemSettings settings = preset switch
        {
            "reference" => Presets.Reference(),
            "attractor" => Presets.Attractor(),
            _ => (Presets.Attractor() with { WindowSteps = 40, TotalSteps = 40 }).Seen(noise: 1, every: 4, components: [0]),
        };
        var generator = new ProblemGenerator(settings);
        RandomKey stream = RandomKey.FromSeed(17);
        int entries = settings.WindowEntries;
        float[] observations = new float[count * entries], truths = new float[count * entries];
        Array.Fill(observations, float.NaN);
        generator.GenerateWindows(stream, 1000, count, observations, default, truths, new float[generator.ScratchSize(count)]);
        for (int i = 0; i < count; i++)
        {
            AssimilationProblem single = generator.Generate(stream.Child(1000 + (ulong)i));
            BitwiseAssert.Equal<float>(single.Observations, observations.AsSpan(i * entries, entries), $"observations {i}");
            BitwiseAssert.Equal(single.Truth.States(0, settings.WindowStates), truths.AsSpan(i * entries, entries), $"truth {i}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(300)]
    public void Truths_alone_have_the_same_bits(int count)
    {
        var generator = new ProblemGenerator(Presets.Attractor());
        float[] observations = new float[count * 153], truths = new float[count * 153], alone = new float[count * 153];
        float[] scratch = new float[generator.ScratchSize(count)];
        generator.GenerateWindows(RandomKey.FromSeed(18), 7, count, observations, default, truths, scratch);
        generator.GenerateTruths(RandomKey.FromSeed(18), 7, count, alone, scratch);
        BitwiseAssert.Equal<float>(truths, alone);
        Refuses.Argument("truths", () => generator.GenerateTruths(RandomKey.FromSeed(18), 7, count + 1, alone, scratch));
        Refuses.Argument("scratch", () => generator.GenerateTruths(RandomKey.FromSeed(18), 7, count, alone, scratch.AsSpan(1)));
        Refuses.Argument("count", () => generator.GenerateTruths(RandomKey.FromSeed(18), 7, -1, alone, scratch));
    }

    [Fact]
    public void The_training_batch_of_key_1_is_the_reference_s()
    {
        JsonElement vector = ReferenceVectors.Get("train_batch_key_1");
        int count = vector.GetProperty("count").GetInt32();
        var generator = new ProblemGenerator(Presets.Reference());
        float[] observations = new float[count * 153], truths = new float[count * 153];
        generator.GenerateWindows(RandomKey.FromSeed(1), 0, count, observations, default, truths, new float[generator.ScratchSize(count)]);
        CloseAssert.Relative(vector.GetProperty("input_sum").GetDouble(), observations.Sum(v => (double)v), 1e-5, "input");
        CloseAssert.Relative(vector.GetProperty("target_sum").GetDouble(), truths.Sum(v => (double)v), 1e-5, "target");
        CloseAssert.Absolute(
            ReferenceVectors.Singles(vector.GetProperty("input_row0_first3")), observations.AsSpan(0, 3), Tolerance, "input");
        CloseAssert.Absolute(
            ReferenceVectors.Singles(vector.GetProperty("target_row0_first3")), truths.AsSpan(0, 3), Tolerance, "target");
        CloseAssert.Absolute(
            ReferenceVectors.Singles(vector.GetProperty("target_row127_last3")), truths.AsSpan()[^3..], Tolerance, "last");
    }

    [Fact]
    public void Generating_windows_allocates_nothing()
    {
        var generator = new ProblemGenerator(Presets.Reference() with { BurnInSteps = 5 });
        float[] observations = new float[20 * 153], truths = new float[20 * 153], scratch = new float[generator.ScratchSize(20)];
        Assert.Equal(0, Allocation.AfterWarmUp(
            () => generator.GenerateWindows(RandomKey.FromSeed(1), 0, 20, observations, default, truths, scratch)));
    }

    [Fact]
    public void Spans_that_are_too_short_are_named()
    {
        var generator = new ProblemGenerator(Presets.Reference());
        float[] room = new float[306], tight = new float[305], scratch = new float[generator.ScratchSize(2)];
        Refuses.Argument("observations", () => generator.GenerateWindows(RandomKey.FromSeed(1), 0, 2, tight, default, room, scratch));
        Refuses.Argument("truths", () => generator.GenerateWindows(RandomKey.FromSeed(1), 0, 2, room, default, tight, scratch));
        Refuses.Argument("scratch", () => generator.GenerateWindows(RandomKey.FromSeed(1), 0, 2, room, default, room, new float[3]));
        Refuses.Argument("count", () => generator.GenerateWindows(RandomKey.FromSeed(1), 0, -1, room, default, room, scratch));
        float[] window = new float[153], shorter = new float[152];
        Refuses.Argument("observations", () => generator.MirrorErrors(shorter, window, window, window, scratch));
        Refuses.Argument("truth", () => generator.MirrorErrors(window, window, shorter, window, scratch));
        Refuses.Argument("antithetic", () => generator.MirrorErrors(window, window, window, shorter, scratch));
    }

    private static double Tolerance => Vector.GetProperty("tolerance_abs").GetDouble();

    private static AssimilationProblem Generate(ProblemSettings settings, ulong seed) =>
        new ProblemGenerator(settings).Generate(RandomKey.FromSeed(seed));
}
