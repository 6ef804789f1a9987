using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Systems;

public sealed class FullTrajectoryTests
{
    private static readonly ProblemSettings Settings = Presets.Attractor() with { WindowSteps = 10, TotalSteps = 60 };
    private static readonly float[] State = [1, 2, 25];

    [Fact]
    public void A_forecast_is_the_model_run_step_by_step()
    {
        Trajectory forecast = FreeForecast.Run(Settings.Model, State, 0.01, 40);
        Assert.Equal((41, 0.01), (forecast.Count, forecast.Grid.Dt));
        Assert.Equal(State, forecast[0].ToArray());
        float[] next = new float[3];
        for (int t = 1; t <= 40; t++)
        {
            Settings.Model.SinglePrecision.Integrate(forecast[t - 1], 0.01f, next);
            BitwiseAssert.Equal<float>(next, forecast[t], $"state {t}");
        }
    }

    [Fact]
    public void From_a_window_it_keeps_the_window_and_forecasts_from_its_last_state()
    {
        float[] window = [.. Numbers.Normal(1, 33).Select(x => (float)(5 * x))];
        Trajectory full = FullTrajectory.FromWindow(Settings, window);
        BitwiseAssert.Equal<float>(window, full.States(0, 11));
        Trajectory forecast = FreeForecast.Run(Settings.Model, window.AsSpan(30), Settings.Dt, 50);
        BitwiseAssert.Equal(forecast.States(1, 50), full.States(11, 50));
    }

    [Fact]
    public void A_window_that_is_everything_has_no_forecast()
    {
        ProblemSettings settings = Settings with { TotalSteps = 10 };
        float[] window = Numbers.NormalSingle(1, 33);
        BitwiseAssert.Equal<float>(window, FullTrajectory.FromWindow(settings, window).Values);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_named()
    {
        Refuses.Argument("window", () => FullTrajectory.FromWindow(Settings, new float[32]));
        Refuses.Argument("dt", () => FreeForecast.Run(Settings.Model, State, 0, 4));
        Refuses.Argument("steps", () => FreeForecast.Run(Settings.Model, State, 0.01, -1));
    }
}
