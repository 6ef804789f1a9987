using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

public sealed class ScheduleTests
{
    [Fact]
    public void A_constant_rate_is_constant()
    {
        var schedule = new ConstantSchedule(0.003);
        Assert.All(Enumerable.Range(0, 500), step => Assert.Equal(0.003, schedule.Rate(step, 500)));
    }

    [Theory]
    [InlineData(500, 0.1, 0.0)]
    [InlineData(100, 0.25, 0.05)]
    [InlineData(37, 0.2, 0.1)]
    public void Warm_up_is_linear_to_the_peak_and_half_a_cosine_after_it(int total, double warmupShare, double finalShare)
    {
        const double peak = 0.02;
        var schedule = new WarmupCosineSchedule(peak, warmupShare, finalShare);
        double warmup = warmupShare * total;
        for (int step = 0; step < total; step++)
        {
            double done = step + 1, along = (done - warmup) / (total - warmup);
            double expected = done <= warmup
                ? peak * done / warmup
                : (peak * finalShare) + (peak * (1 - finalShare) * Math.Pow(Math.Cos(Math.PI * along / 2), 2));
            CloseAssert.Absolute(expected, schedule.Rate(step, total), 1e-15, $"step {step}");
        }
    }

    [Fact]
    public void Warm_up_reaches_the_peak_and_decay_ends_at_the_final_rate()
    {
        var schedule = new WarmupCosineSchedule(0.02, 0.1, 0.05);
        CloseAssert.Relative(0.02, schedule.Rate(49, 500), 1e-12);
        CloseAssert.Relative(0.02 * 0.05, schedule.Rate(499, 500), 1e-12);
        CloseAssert.Relative(0.02 / 50, schedule.Rate(0, 500), 1e-12);
    }

    [Fact]
    public void One_cycle_rises_from_its_initial_rate_to_the_peak_and_falls_to_its_final_rate()
    {
        // 500 steps, 30 % rising: the peak at step 149.
        var schedule = new OneCycleSchedule(0.01);
        CloseAssert.Relative(0.01 / 25, schedule.Rate(0, 500), 1e-12);
        CloseAssert.Relative(0.01, schedule.Rate(149, 500), 1e-12);
        CloseAssert.Relative(0.01 / 25 / 1e4, schedule.Rate(499, 500), 1e-9);
        CloseAssert.Relative((0.01 + (0.01 / 25)) / 2, (schedule.Rate(74, 500) + schedule.Rate(75, 500)) / 2, 1e-12);
        CloseAssert.Relative((0.01 + (0.01 / 25e4)) / 2, schedule.Rate(149 + 175, 500), 1e-12);
        for (int step = 1; step < 500; step++)
            Assert.Equal(step <= 149 ? 1 : -1, Math.Sign(schedule.Rate(step, 500) - schedule.Rate(step - 1, 500)));
    }

    public static TheoryData<string> Names => ["warm-up", "one cycle"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rates_are_positive_and_never_jump(string name)
    {
        ILearningRateSchedule schedule = Create(name);
        for (int step = 1; step < 500; step++)
        {
            // The steepest leg climbs from nothing to the peak in 50 steps.
            Assert.InRange(Math.Abs(schedule.Rate(step, 500) - schedule.Rate(step - 1, 500)), 0, 1.0001 / 50);
            Assert.InRange(schedule.Rate(step, 500), 0, 1);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_shortest_runs_have_finite_rates(string name)
    {
        for (int total = 1; total < 12; total++)
        {
            for (int step = 0; step < total; step++)
                Assert.InRange(Create(name).Rate(step, total), 0, 1 + 1e-12);
        }
    }

    private static ILearningRateSchedule Create(string name) =>
        name == "one cycle" ? new OneCycleSchedule(1) : new WarmupCosineSchedule(1);
}
