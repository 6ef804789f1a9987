using System.Threading.Channels;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Models;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Streaming;

public sealed class BatchAnalystTests
{
    private static readonly TrainedModel Model = ModelCase.Model("control");

    private static readonly ObservedWindow[] Windows =
        [.. Enumerable.Range(0, 40).Select(i => ModelCase.Generator.Generate(RandomKey.FromSeed(31).Child((ulong)i)))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static AnalysisRequest Everything => new()
    {
        Model = Model, Quantiles = [0.1, 0.9], ForecastSteps = 5, Samples = 20, KeepSamples = true,
        SampleKey = RandomKey.FromSeed(9),
    };

    [Fact]
    public void Answers_are_those_of_the_parts()
    {
        WindowAnalysis[] answers = new BatchAnalyst(Everything, maxThreads: 1).Analyze(Windows, Cancellation);
        IPosterior posterior = Model.CreatePosterior();
        int n = Model.Settings.WindowEntries;
        float[] mean = new float[n], std = new float[n], samples = new float[20 * n];
        for (int i = 0; i < Windows.Length; i++)
        {
            WindowAnalysis answer = answers[i];
            Assert.Equal(posterior.Analyze(Windows[i], mean, std), answer.Status);
            posterior.Sample(RandomKey.FromSeed(9).Child((ulong)i), samples);
            BitwiseAssert.Equal<float>([.. mean, .. std, .. samples], [.. answer.Mean, .. answer.StandardDeviation, .. answer.Samples]);
            Trajectory run = FreeForecast.Run(Model.Settings.Model, mean.AsSpan(n - 3), Model.Settings.Dt, 5);
            BitwiseAssert.Equal<float>(run.States(1, 5), answer.Forecast);
            Assert.Equal(Model.Typicality!.Score(Windows[i]), answer.Typicality);
            Assert.Equal(AnalysisStatus.Ok, answer.ForecastStatus);
            for (int e = 0; e < n; e++)
            {
                double[] sorted = [.. Enumerable.Range(0, 20).Select(k => (double)samples[(k * n) + e]).Order()];
                // NumPy's linear quantile at 0.1 of 20: position 1.9.
                CloseAssert.Absolute(sorted[1] + (0.9 * (sorted[2] - sorted[1])), answer.Quantiles[e], 1e-5);
            }
        }
    }

    [Fact]
    public void Without_the_forecast_all_else_is_the_same()
    {
        var analyst = new WindowAnalyst(Everything);
        WindowAnalysis with = new(Everything), without = new(Everything);
        analyst.Analyze(Windows[0], 0, without);
        analyst.Analyze(Windows[1], 1, with);
        analyst.Analyze(Windows[1], 1, without, hasForecast: false);
        BitwiseAssert.Equal<float>([.. with.Mean, .. with.Quantiles, .. with.Samples], [.. without.Mean, .. without.Quantiles, .. without.Samples]);
        Assert.All([.. without.Forecast, .. without.ForecastMean, .. without.ForecastStandardDeviation, .. without.ForecastQuantiles], value => Assert.True(float.IsNaN(value)));
        Assert.DoesNotContain(float.NaN, with.Forecast);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Threads_do_not_change_a_bit(int threads) => RequireSame(
        new BatchAnalyst(Everything, maxThreads: 1).Analyze(Windows, Cancellation),
        new BatchAnalyst(Everything, threads).Analyze(Windows, Cancellation));

    [Fact]
    public async Task A_stream_is_answered_in_order_with_the_same_bits()
    {
        List<WindowAnalysis> found = [];
        await foreach (WindowAnalysis answer in new BatchAnalyst(Everything).AnalyzeAsync(Windows.ToAsyncEnumerable(), Cancellation))
            found.Add(answer);
        RequireSame(new BatchAnalyst(Everything).Analyze(Windows, Cancellation), found);
    }

    [Fact]
    public async Task A_window_is_answered_before_the_next_arrives()
    {
        var input = Channel.CreateUnbounded<ObservedWindow>();
        await using IAsyncEnumerator<WindowAnalysis> answers = new BatchAnalyst(new AnalysisRequest { Model = Model })
            .AnalyzeAsync(input.Reader.ReadAllAsync(Cancellation), Cancellation).GetAsyncEnumerator(Cancellation);
        for (int i = 0; i < 3; i++)
        {
            await input.Writer.WriteAsync(Windows[i], Cancellation);
            Assert.True(await answers.MoveNextAsync());
            Assert.True(answers.Current.Status.IsUsable);
        }

        input.Writer.Complete();
        Assert.False(await answers.MoveNextAsync());
    }

    [Fact]
    public async Task Who_stops_listening_ends_the_source()
    {
        bool ended = false;
        async IAsyncEnumerable<ObservedWindow> Source([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop = default)
        {
            try
            {
                yield return Windows[0];
                await Task.Delay(Timeout.Infinite, stop);
            }
            finally
            {
                ended = true;
            }
        }

        await foreach (WindowAnalysis answer in new BatchAnalyst(new AnalysisRequest { Model = Model }).AnalyzeAsync(Source(), Cancellation))
            break;
        Assert.True(ended);
    }

    [Fact]
    public async Task What_the_source_throws_comes_after_the_answers_before_it()
    {
        async IAsyncEnumerable<ObservedWindow> Source()
        {
            yield return Windows[0];
            yield return Windows[1];
            await Task.Yield();
            throw new InvalidDataException("the third");
        }

        int answered = 0;
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (WindowAnalysis answer in new BatchAnalyst(new AnalysisRequest { Model = Model }).AnalyzeAsync(Source(), Cancellation))
                answered++;
        });
        Assert.Equal(2, answered);
    }

    [Fact]
    public void An_analyst_allocates_nothing()
    {
        AnalysisRequest request = Everything;
        var analyst = new WindowAnalyst(request);
        var answer = new WindowAnalysis(request);
        Assert.Equal(0, Allocation.AfterWarmUp(() => analyst.Analyze(Windows[0], 0, answer)));
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        var foreign = new ProblemGenerator(Model.Settings with { Dt = 0.02 }).Generate(RandomKey.FromSeed(1));
        Assert.Contains("Dt", Assert.Throws<ArgumentException>(
            () => new BatchAnalyst(Everything).Analyze([Windows[0], foreign], Cancellation)).Message, StringComparison.Ordinal);
        Refuses.Argument("Samples", () => new WindowAnalyst(new AnalysisRequest { Model = Model, Samples = 0 }));
        Refuses.Argument("Quantiles", () => new WindowAnalyst(new AnalysisRequest { Model = Model, Quantiles = [0.5, 1.5] }));
        Refuses.Argument("ForecastSteps", () => new WindowAnalyst(new AnalysisRequest { Model = Model, ForecastSteps = -1 }));
        Refuses.Argument("Moments", () => new WindowAnalyst(new AnalysisRequest { Model = Model, ForecastSteps = 1, Moments = false }));
        Assert.Throws<OperationCanceledException>(
            () => new BatchAnalyst(Everything).Analyze(Windows, new CancellationToken(canceled: true)));
    }

    private static void RequireSame(WindowAnalysis[] expected, IReadOnlyList<WindowAnalysis> found)
    {
        Assert.Equal(expected.Length, found.Count);
        for (int i = 0; i < found.Count; i++)
        {
            Assert.Equal(expected[i].Status, found[i].Status);
            BitwiseAssert.Equal<float>(Numbers(expected[i]), Numbers(found[i]));
        }

        static float[] Numbers(WindowAnalysis a) =>
            [.. a.Mean, .. a.StandardDeviation, .. a.Quantiles, .. a.Forecast, .. a.ForecastMean, .. a.ForecastQuantiles, .. a.Samples];
    }
}
