using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class LeadChoiceTests
{
    [Fact]
    public void The_lead_in_is_a_time_not_a_number_of_steps()
    {
        PolishBackground fine = Best(0.005, 100), coarse = Best(0.02, 25);
        Assert.InRange(fine.LeadSteps * 0.005, 0.1, 0.7);
        Assert.InRange(coarse.LeadSteps * 0.02, 0.1, 0.7);
        Assert.True(fine.LeadSteps >= 2 * coarse.LeadSteps, $"{fine.LeadSteps} steps of 0.005, {coarse.LeadSteps} of 0.02");
    }

    [Fact]
    public void Without_a_burn_in_the_prior_holds_at_the_window_s_start()
    {
        PolishBackground exact = LeadChoice.Best(
            Presets.Reference() with { BurnInSteps = 0 }, RandomKey.FromSeed(1), _ => throw new InvalidOperationException("Nothing is to be tried."), 16, null).Background;
        Assert.Equal(0, exact.LeadSteps);
    }

    private static PolishBackground Best(double dt, int steps)
    {
        ProblemSettings settings = Presets.Attractor() with
        {
            Dt = dt,
            WindowSteps = steps,
            TotalSteps = steps,
            BurnInSteps = (int)(20 / dt),
        };
        settings = settings with { Observing = ObservingSystem.OfComponents(settings.Model, 0.5, steps / 5) };
        return LeadChoice.Best(settings, RandomKey.FromSeed(1), background => new LaplacePosterior(new StrongFourDVar(
            settings, background.State, null, new MultiStart { Draws = 64, Keep = 3 }, background.LeadSteps)), 96, null).Background;
    }
}
