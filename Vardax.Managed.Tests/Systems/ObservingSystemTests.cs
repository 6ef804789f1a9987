using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Systems;

public sealed class ObservingSystemTests
{
    private static readonly LinearModel Model = new(0.9, -0.2, 0.1, 0.95);

    // The sum at every third step from 1, the difference at steps 0, 2 and 7.
    private static readonly ObservingSystem Two = new(
        [new("sum", new NormalError(0.5), new RegularSteps(3, 1)), new("difference", new NormalError(2), new ListedSteps(0, 2, 7))],
        new LinearOperator(2, 2, [1, 1, 1, -1]));

    private static ProblemSettings Settings(ObservingSystem observing) => new()
    {
        Model = Model, Initial = InitialDistribution.Normal([2, -1], 1), Observing = observing, BurnInSteps = 3, WindowSteps = 8, TotalSteps = 9,
    };

    [Fact]
    public void Each_instrument_sees_its_own_value_at_its_own_steps_with_its_own_error()
    {
        ProblemSettings settings = Settings(Two);
        var generator = new ProblemGenerator(settings);
        const int count = 4000;
        Assert.Equal((18, 18), (settings.ObservationEntries, settings.WindowEntries));
        Assert.Equal([0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0], generator.Mask.ToArray());
        float[] y = new float[count * 18], x = new float[count * 18];
        generator.GenerateWindows(RandomKey.FromSeed(3), 0, count, y, default, x, new float[generator.ScratchSize(count)]);
        double[] sums = new double[2], squares = new double[2];
        for (int i = 0; i < y.Length; i++)
        {
            if (generator.Mask[i % 18] == 0)
            {
                Assert.Equal(0, y[i]);
                continue;
            }

            int instrument = i % 2;
            double seen = instrument == 0 ? (double)x[i] + x[i + 1] : (double)x[i - 1] - x[i];
            double error = (y[i] - seen) / (instrument == 0 ? 0.5 : 2);
            sums[instrument] += error;
            squares[instrument] += error * error;
        }

        for (int instrument = 0; instrument < 2; instrument++)
        {
            CloseAssert.Absolute(0, sums[instrument] / (3 * count), 4 / Math.Sqrt(3 * count));
            CloseAssert.Absolute(1, squares[instrument] / (3 * count), 4 * Math.Sqrt(2.0 / (3 * count)));
        }
    }

    [Fact]
    public void Errors_are_those_of_the_key_s_normals_at_state_and_instrument()
    {
        AssimilationProblem problem = new ProblemGenerator(Settings(Two)).Generate(RandomKey.FromSeed(42));
        var normals = new float[18];
        RandomDraws.Normal(RandomKey.FromSeed(42).Split().Second, normals);
        for (int i = 0; i < 18; i++)
        {
            if (problem.Mask[i] == 0)
                continue;
            ReadOnlySpan<float> x = problem.Truth[i / 2];
            float seen = (float)(i % 2 == 0 ? (double)x[0] + x[1] : (double)x[0] - x[1]);
            Assert.Equal(seen + ((i % 2 == 0 ? 0.5f : 2f) * normals[i]), problem.Observations[i]);
        }
    }

    [Fact]
    public void A_problem_is_the_same_alone_and_in_a_batch_without_allocation()
    {
        foreach (ObservingSystem observing in (ObservingSystem[])[Two, Student(3), new([new("first", new LogNormalError(0.1), new RegularSteps(2))], new SelectionOperator(2, 1))])
        {
            ProblemSettings settings = Settings(observing);
            var generator = new ProblemGenerator(settings, new MissingShare(0.4));
            const int count = 37;
            int p = settings.ObservationEntries;
            float[] y = new float[count * p], m = new float[count * p], x = new float[count * 18], scratch = new float[generator.ScratchSize(count)];
            generator.GenerateWindows(RandomKey.FromSeed(5), 3, count, y, m, x, scratch);
            for (int i = 0; i < count; i++)
            {
                AssimilationProblem alone = generator.Generate(RandomKey.FromSeed(5).Child(3 + (ulong)i));
                BitwiseAssert.Equal<float>(alone.Observations, y.AsSpan(i * p, p), $"observations of {i}");
                BitwiseAssert.Equal<float>(alone.Mask, m.AsSpan(i * p, p), $"mask of {i}");
                BitwiseAssert.Equal<float>(alone.Truth.Values.AsSpan(0, 18), x.AsSpan(i * 18, 18), $"truth of {i}");
            }

            Assert.Equal(0, Allocation.AfterWarmUp(() => generator.GenerateWindows(RandomKey.FromSeed(5), 3, count, y, m, x, scratch)));
        }
    }

    [Theory]
    [InlineData(1, 6.313751514675043)]
    [InlineData(3, 2.353363434801823)]
    [InlineData(30, 1.697260886593957)]
    public void Student_errors_have_student_s_quantiles(double degrees, double quantile95)
    {
        // Tabulated quantiles of Student's t at 0.95.
        var generator = new ProblemGenerator(Settings(Student(degrees)));
        const int count = 4000;
        float[] y = new float[count * 18], x = new float[count * 18];
        generator.GenerateWindows(RandomKey.FromSeed(9), 0, count, y, default, x, new float[generator.ScratchSize(count)]);
        int all = 0, below = 0, above = 0, negative = 0;
        for (int i = 0; i < y.Length; i += 2)
        {
            double t = ((double)y[i] - x[i]) / 0.3;
            (all, below, above, negative) = (all + 1, below + (t < -quantile95 ? 1 : 0), above + (t > quantile95 ? 1 : 0), negative + (t < 0 ? 1 : 0));
        }

        double four = 4 * Math.Sqrt(0.05 * 0.95 / all);
        Assert.InRange(below / (double)all, 0.05 - four, 0.05 + four);
        Assert.InRange(above / (double)all, 0.05 - four, 0.05 + four);
        Assert.InRange(negative / (double)all, 0.5 - (2 / Math.Sqrt(all)), 0.5 + (2 / Math.Sqrt(all)));
    }

    [Fact]
    public void The_other_instruments_of_a_system_with_student_errors_keep_their_normals()
    {
        AssimilationProblem normal = new ProblemGenerator(Settings(new(
            [new("u", new NormalError(0.3), new RegularSteps(1)), new("v", new NormalError(0.3), new RegularSteps(1))], SelectionOperator.Identity(2))))
            .Generate(RandomKey.FromSeed(1));
        AssimilationProblem student = new ProblemGenerator(Settings(Student(2))).Generate(RandomKey.FromSeed(1));
        for (int i = 0; i < 18; i++)
            Assert.Equal(i % 2 == 1, normal.Observations[i] == student.Observations[i]);
    }

    [Fact]
    public void Lognormal_values_are_logarithms_inside_and_raw_outside()
    {
        ObservingSystem observing = new(
            [new("log", new LogNormalError(0.2), new RegularSteps(1)), new("plain", new NormalError(0.2), new RegularSteps(1))], SelectionOperator.Identity(2));
        float[] values = [1, 2, 3, 4, 5, 6], mask = [1, 1, 0, 0, 1, 1];
        observing.ToRaw(values, mask);
        Assert.Equal([(float)Math.E, 2, 3, 4, (float)Math.Exp(5), 6], values);
        observing.ToWorking(values, mask);
        CloseAssert.Absolute([1, 2, 3, 4, 5, 6], Array.ConvertAll(values, v => (double)v), 1e-6);
        float[] negative = [-1, -1];
        observing.ToWorking(negative, [1, 1]);
        Assert.Equal([float.NaN, -1], negative);
    }

    [Fact]
    public void Components_that_are_not_observed_are_instruments_that_never_see()
    {
        ObservingSystem observing = ObservingSystem.OfComponents(Model, 0.7, 2, 1, [1]);
        Assert.Equal(["u", "v"], observing.Instruments.Select(i => i.Name));
        Assert.Equal((0.7, 2, true), (observing.CommonStd, observing.CommonEvery, observing.SeesWholeState));
        Assert.Equal(ObservationSteps.Never, observing.Instruments[0].Steps);
        Assert.Equal((null, null, false), (Two.CommonStd, Two.CommonEvery, Two.SeesWholeState));
        Assert.Equal(observing, ObservingSystem.OfComponents(Model, 0.7, 2, 1, [1]));
        Assert.NotEqual(observing, ObservingSystem.OfComponents(Model, 0.7, 2, 1, [0]));
    }

    [Fact]
    public void A_lead_shifts_every_instrument_s_steps()
    {
        ProblemSettings lead = Settings(Two).Lead(2);
        Assert.Equal([.. new float[4], .. Settings(Two).CreateMask()], lead.CreateMask());
        Assert.Equal(Settings(Two).ObservedEntries, lead.ObservedEntries);
        Assert.Equal(Settings(Two).CreateMask().Count(m => m == 1), Settings(Two).ObservedEntries);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Instrument one = new("one", new NormalError(1), new RegularSteps(1));
        Refuses.Argument("instruments", () => new ObservingSystem([], SelectionOperator.Identity(2)));
        Refuses.Argument("instruments", () => new ObservingSystem([one, one], SelectionOperator.Identity(2)));
        Refuses.Argument("observationOperator", () => new ObservingSystem([one], SelectionOperator.Identity(2)));
        Refuses.Argument("name", () => new Instrument(" ", new NormalError(1), ObservationSteps.Never));
        Refuses.Argument("std", () => new NormalError(0));
        Refuses.Argument("std", () => new LogNormalError(double.NaN));
        Refuses.Argument("degrees", () => new StudentError(1, -1));
        Refuses.Argument("every", () => new RegularSteps(0));
        Refuses.Argument("from", () => new RegularSteps(1, -1));
        Refuses.Argument("steps", () => new ListedSteps(0, 2, 2));
        Refuses.Argument("steps", () => new ListedSteps(-1));
        Refuses.Argument("components", () => ObservingSystem.OfComponents(Model, components: [2]));
        Refuses.Argument("components", () => ObservingSystem.OfComponents(Model, components: [1, 1]));
        Refuses.Argument("std", () => ObservingSystem.OfComponents(Model, noise: 0));
    }

    private static ObservingSystem Student(double degrees) => new(
        [new("u", new StudentError(0.3, degrees), new RegularSteps(1)), new("v", new NormalError(0.3), new RegularSteps(1))],
        SelectionOperator.Identity(2));
}
