using System.Diagnostics;
using System.Diagnostics.Metrics;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Models;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Diagnostics;

public sealed class TelemetryTests
{
    private static readonly TrainedModel Model = ModelCase.Model("control");

    private readonly ObservedWindow window = ModelCase.Generator.Generate(RandomKey.FromSeed(70));

    // A listener hears the whole process, also of tests beside this one: only this thread's measurements count.
    private readonly Dictionary<string, List<double>> heard = [];
    private readonly int thread = Environment.CurrentManagedThreadId;

    [Fact]
    public void Analyses_are_counted_and_timed_without_an_allocation()
    {
        IPosterior posterior = Model.CreatePosterior();
        using MeterListener listener = Listen();
        posterior.Condition(window);
        posterior.Condition(window);
        Assert.Equal([1, 1], heard["vardax.analyses"]);
        Assert.All(heard["vardax.analysis.duration"], seconds => Assert.InRange(seconds, 1e-9, 60));
        Assert.Equal(2, heard["vardax.analysis.duration"].Count);
        Assert.DoesNotContain("vardax.analyses.unusable", heard.Keys);

        listener.SetMeasurementEventCallback<long>(null);
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => { });
        Assert.Equal(0, Allocation.AfterWarmUp(() => posterior.Condition(window)));
    }

    [Fact]
    public void Untypical_windows_and_unusable_answers_are_counted()
    {
        IPosterior posterior = Model.CreateAmortized();
        using MeterListener listener = Listen();
        Model.Typicality!.Score(window);
        Assert.DoesNotContain("vardax.analyses.untypical", heard.Keys);
        Array.Fill(window.Observations, 500);
        Assert.False(Model.Typicality.Score(window).IsTypical);
        Assert.Equal([1], heard["vardax.analyses.untypical"]);
        Array.Fill(window.Observations, float.MaxValue);
        Assert.False(posterior.Condition(window).IsUsable);
        Assert.Equal([1], heard["vardax.analyses.unusable"]);
    }

    [Fact]
    public void Training_steps_are_counted_with_their_loss()
    {
        TrainingPlan plan = Model.Plan with { Recipe = Model.Plan.Recipe with { Steps = 3 } };
        using MeterListener listener = Listen();
        TrainingHistory training = AmortizedTrainer.Train(plan, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([1, 1, 1], heard["vardax.training.steps"]);
        Assert.Equal(training.Losses, heard["vardax.training.loss"]);
    }

    [Fact]
    public void An_analysis_is_an_activity_with_its_status()
    {
        IPosterior posterior = Model.CreatePosterior();
        List<Activity> activities = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Vardax.Managed",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (Environment.CurrentManagedThreadId == thread)
                    activities.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        posterior.Condition(window);
        Activity found = Assert.Single(activities);
        Assert.Equal(("vardax.analyze", "Ok"), (found.OperationName, found.GetTagItem("vardax.status")));
    }

    private MeterListener Listen()
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Vardax.Managed")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Hear(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Hear(instrument, value));
        listener.Start();
        return listener;
    }

    private void Hear(System.Diagnostics.Metrics.Instrument instrument, double value)
    {
        if (Environment.CurrentManagedThreadId != thread)
            return;
        if (!heard.TryGetValue(instrument.Name, out List<double>? values))
            heard[instrument.Name] = values = [];
        values.Add(value);
    }
}
