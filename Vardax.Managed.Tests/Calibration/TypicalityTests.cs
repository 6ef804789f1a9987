using Vardax.Managed.Calibration;
using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Calibration;

public class TypicalityTests
{
    private static readonly ProblemGenerator Generator = new(Presets.Attractor() with { TotalSteps = 50 });

    private static readonly Typicality Attractor = Typicality.Estimate(Generator, RandomKey.FromSeed(1));

    [Fact]
    public void The_score_is_the_squared_distance_from_simulated_windows_in_standard_units()
    {
        const int Count = 1000;
        ProblemGenerator generator = SmallPosterior.Generator;
        RandomKey stream = RandomKey.FromSeed(2);
        Typicality typicality = Typicality.Estimate(generator, stream, Count);
        int[] observed = typicality.Observed.ToArray();
        Assert.Equal([0, 1, 2, 6, 7, 8, 12, 13, 14], observed);
        double[][] truths = [.. Enumerable.Range(0, Count).Select(i => generator.Generate(stream.Child((ulong)i)).Truth.Values)
            .Select(x => Array.ConvertAll(observed, e => (double)x[e]))];

        ObservedWindow window = generator.Generate(RandomKey.FromSeed(3));
        Assert.Equal(Expected(Enumerable.Range(0, 9).ToArray()), typicality.Score(window).Value, 1e-6);
        // Some of them missing: the distance of what is left.
        window.Mask[6] = window.Mask[7] = window.Mask[0] = 0;
        Assert.Equal(Expected([1, 2, 5, 6, 7, 8]), typicality.Score(window).Value, 1e-6);

        double Expected(int[] seen)
        {
            int k = seen.Length;
            double[] mean = [.. seen.Select(i => truths.Average(x => x[i]))];
            double[] departure = [.. seen.Select((i, j) => window.Observations[observed[i]] - mean[j])];
            var covariance = new double[k * k];
            for (int a = 0; a < k; a++)
            {
                for (int b = 0; b < k; b++)
                {
                    covariance[(a * k) + b] = truths.Average(x => (x[seen[a]] - mean[a]) * (x[seen[b]] - mean[b]))
                        + (a == b ? generator.Settings.Noise() * generator.Settings.Noise() : 0);
                }
            }

            double[] solved = PlainMatrix.Multiply(PlainMatrix.Invert(covariance, k).Inverse, departure, k, k, 1);
            return (departure.Zip(solved, (d, s) => d * s).Sum() - k) / Math.Sqrt(2 * k);
        }
    }

    [Fact]
    public void One_simulated_window_in_a_thousand_is_called_unusual()
    {
        const int Count = 20_000;
        int unusual = Enumerable.Range(0, Count)
            .Count(i => !Attractor.Score(Generator.Generate(RandomKey.FromSeed(9).Child((ulong)i))).IsTypical);
        // 20 expected; the threshold itself is the 16th largest of 16,384 scores. Four standard deviations of both.
        Assert.InRange(unusual, 1, 48);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("second half")]
    [InlineData("ten values")]
    [InlineData("thirty values")]
    public void Of_windows_with_gaps_few_are_called_unusual(string gaps)
    {
        MissingObservations missing = gaps switch
        {
            "x" => new MissingComponent(0),
            "second half" => new MissingAfter(25),
            "ten values" => new MissingValues(10),
            _ => new MissingValues(30),
        };
        var generator = new ProblemGenerator(Generator.Settings, missing);
        const int Count = 4000;
        int unusual = Enumerable.Range(0, Count)
            .Count(i => !Attractor.Score(generator.Generate(RandomKey.FromSeed(9).Child((ulong)i))).IsTypical);
        // 4 expected where values go at random.
        Assert.InRange(unusual, 0, 40);
    }

    [Theory]
    [InlineData("everywhere", 1, 1.0)]
    [InlineData("in ten gaps", 10, 0.98)]
    [InlineData("in one gap", 1, 0.6)]
    [InlineData("the mean", 0, 1.0)]
    public void Values_in_place_of_gaps_are_noticed(string place, int count, double least)
    {
        int found = Enumerable.Range(0, 200).Count(i =>
        {
            ObservedWindow window = Generator.Generate(RandomKey.FromSeed(4).Child((ulong)i));
            float[] mask = [.. window.Mask];
            if (place.StartsWith("in", StringComparison.Ordinal))
                new MissingValues(count).Draw(RandomKey.FromSeed(6).Child((ulong)i), mask, 3);
            for (int e = 0; e < mask.Length; e++)
            {
                if (window.Mask[e] != 0 && (mask[e] == 0 || count != 10 && !place.StartsWith("in", StringComparison.Ordinal)))
                    window.Observations[e] = place == "the mean" ? (float)Attractor.Mean[Attractor.Observed.IndexOf(e)] : 0;
            }

            return !Attractor.Score(window).IsTypical;
        });
        Assert.InRange(found, least * 200, 200);
    }

    [Theory]
    [InlineData("far", 1.0)]
    [InlineData("large", 1.0)]
    [InlineData("shuffled", 0.98)]
    [InlineData("noisy", 0.98)]
    public void Observations_that_the_model_cannot_give_are_found_out(string fault, double least)
    {
        int found = Enumerable.Range(0, 200).Count(i =>
        {
            ObservedWindow window = Generator.Generate(RandomKey.FromSeed(4).Child((ulong)i));
            float[] y = window.Observations;
            var normals = new float[y.Length];
            RandomDraws.Normal(RandomKey.FromSeed(5).Child((ulong)i), normals);
            float[] before = [.. y];
            for (int e = 0; e < y.Length; e++)
            {
                y[e] = fault switch
                {
                    "far" => y[e] + 60,
                    "large" => 100 * y[e],
                    // The times in the order 7, 14, 21, ... modulo 11.
                    "shuffled" => e % 15 < 3 ? before[(e / 15 * 7 % 11 * 15) + (e % 15)] : 0,
                    _ => y[e] + (4 * normals[e]),
                };
            }

            TypicalityScore score = Attractor.Score(window);
            Assert.Equal(score.IsTypical, score.Value <= Attractor.Threshold);
            return !score.IsTypical && score.Message.Contains("unlike anything trained on: score", StringComparison.Ordinal);
        });
        Assert.True(found >= least * 200, $"{found} of 200");
    }

    [Fact]
    public void Missing_misplaced_and_impossible_observations_have_a_message_each()
    {
        AssimilationProblem problem = Generator.Generate(RandomKey.FromSeed(6));
        Assert.Equal((true, "typical"), Said(problem));
        Assert.Equal((false, "nothing is observed: the answer is what simulation alone says"),
            Said(new ObservedWindow(problem.Settings, problem.Observations, new float[153])));
        float[] more = [.. problem.Mask], elsewhere = new float[153];
        more[4] = elsewhere[4] = elsewhere[5] = 1;
        Assert.Equal((false, "1 of the 34 values observed stand where the model was trained to see none"),
            Said(new ObservedWindow(problem.Settings, problem.Observations, more)));
        Assert.Equal((false, "the 2 values observed stand where the model was trained to see none"),
            Said(new ObservedWindow(problem.Settings, problem.Observations, elsewhere)));
        problem.Observations[15] = float.NaN;
        Assert.Equal((false, "entry 15 is observed as NaN"), Said(problem));

        static (bool, string) Said(ObservedWindow window)
        {
            TypicalityScore score = Attractor.Score(window);
            return (score.IsTypical, score.Message);
        }
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Refuses.Argument("generator", () => Typicality.Estimate(null!, default));
        Refuses.Argument("count", () => Typicality.Estimate(Generator, default, 999));
        Refuses.Argument("window", () => Attractor.Score(null!));
        Refuses.Argument("window", () => Attractor.Score(SmallPosterior.Generator.Generate(default)));
        Refuses.Argument("factor", () => new Typicality([0, 1], [0, 0], [1, 0, 0, 0], new double[9], new double[9]));
        Refuses.Argument("lowest", () => new Typicality([0], [0], [1], new double[8], new double[9]));
        Refuses.Argument("highest", () => new Typicality([0], [0], [1], new double[9], new double[10]));
        Refuses.Argument("mean", () => new Typicality([0, 1], [0], [1, 0, 0, 1], new double[9], new double[9]));
    }
}
