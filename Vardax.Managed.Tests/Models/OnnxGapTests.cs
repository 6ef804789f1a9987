using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Models;

/// <summary>Exported models and windows that lack observations.</summary>
public sealed class OnnxGapTests
{
    private const string Joint = "completion.joint";
    private static readonly int[] Batches = [1, 7, 300, OnnxControlCase.Windows];

    /// <summary>Rows and columns of A, whether they are those of the control, and what is wrong with a block of it.</summary>
    public static TheoryData<bool, bool, string> Blocks => new()
    {
        { false, false, "no others" }, { false, false, "other" }, { false, true, "other" }, { true, false, "other" },
        { false, true, "zero" }, { true, false, "zero" }, { true, true, "other" },
    };

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    public void A_control_s_moments_are_those_of_the_library(Activation activation) =>
        RequireAgreement(Gapped(Attractor(activation)));

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void So_they_are_for_any_number_of_components(int n) =>
        RequireAgreement(Gapped(new LinearControl(n, 10, 0, 0).Guess));

    [Fact]
    public void So_they_are_if_noise_is_small_and_one_observation_all_but_tells_the_next()
    {
        ProblemSettings settings = AttractorControl.Settings.Seen(noise: 0.01, every: 2);
        var units = ControlStandardization.Estimate(new ProblemGenerator(settings), RandomKey.FromSeed(8), 1000);
        ControlDensity posterior = ControlDensity.Create(
            settings, AttractorControl.Config, units, RandomKey.FromSeed(7), zeroOutputs: false);
        OnnxControlCase given = Gapped(posterior);
        using OnnxModel model = new(OnnxFile.Bytes(posterior, window: false), settings.WindowEntries);
        double worst = given.Worst(model, 100);
        Assert.True(worst <= OnnxAgreement.Tolerance, $"{worst:E2}");
    }

    [Fact]
    public void The_best_linear_estimate_of_what_is_there_has_the_closed_form_s_moments()
    {
        OnnxControlCase given = Gapped(AttractorControl.Linear);
        ControlStandardization units = given.Posterior.Standardization;
        int n = units.Controls, p = units.Observed.Length, entries = given.Posterior.Settings.WindowEntries;
        double[] covariance = PlainMatrix.Invert(units.Precision.ToArray(), p).Inverse;
        double[] cross = PlainMatrix.Multiply(covariance, units.Gain.ToArray(), p, p, n);
        using OnnxModel model = new(OnnxFile.Bytes(given.Posterior, window: false), entries);
        (float[] means, _, float[] roots) = given.Run(model, OnnxControlCase.Windows);
        for (int row = 0; row < 50; row++)
        {
            int[] seen = [.. Enumerable.Range(0, p).Where(k => given.Mask[(row * entries) + units.Observed[k]] != 0)];
            int m = seen.Length;
            double[] inverse = PlainMatrix.Invert([.. seen.SelectMany(i => seen.Select(j => covariance[(i * p) + j]))], m).Inverse;
            double[] rows = [.. seen.SelectMany(k => cross[(k * n)..((k + 1) * n)])];
            double[] departures = new double[m];
            for (int k = 0; k < m; k++)
                departures[k] = given.Observations[(row * entries) + units.Observed[seen[k]]] - (double)units.ObservationMean[seen[k]];
            double[] gain = PlainMatrix.Multiply(PlainMatrix.Transpose(rows, m, n), inverse, n, m, m);
            double[] increment = PlainMatrix.Multiply(gain, departures, n, m, 1);
            double[] reduction = PlainMatrix.Multiply(gain, rows, n, m, n);
            double[] root = [.. roots.Skip(row * n * n).Take(n * n).Select(x => (double)x)];
            double[] found = PlainMatrix.Multiply(root, PlainMatrix.Transpose(root, n, n), n, n, n);
            for (int i = 0; i < n; i++)
            {
                double scale = Math.Sqrt(found[i * (n + 1)]);
                CloseAssert.Absolute(
                    units.PriorMean[i] + increment[i], means[(row * n) + i], 1e-4 * scale, $"mean {i} of window {row}");
                for (int j = 0; j < n; j++)
                {
                    double expected = units.PriorCovariance[(i * n) + j] - reduction[(i * n) + j];
                    CloseAssert.Absolute(expected, found[(i * n) + j], 1e-4 * scale * Math.Sqrt(found[j * (n + 1)]),
                        $"covariance {i}, {j} of window {row}");
                }
            }
        }
    }

    [Fact]
    public void A_window_without_gaps_has_the_same_bits_beside_others_that_have_some()
    {
        ControlDensity posterior = Attractor(Activation.Relu);
        using OnnxModel model = new(OnnxFile.Bytes(posterior, window: false), posterior.Settings.WindowEntries);
        (float[] Mean, float[] Std, float[] Root) whole = new OnnxControlCase(posterior).Run(model, OnnxControlCase.Windows);
        (float[] Mean, float[] Std, float[] Root) gapped = Gapped(posterior).Run(model, OnnxControlCase.Windows);
        int n = posterior.States;
        for (int row = 0; row < OnnxControlCase.Windows; row += 5)
        {
            BitwiseAssert.Equal<float>(Row(whole.Mean, n), Row(gapped.Mean, n));
            BitwiseAssert.Equal<float>(Row(whole.Std, n), Row(gapped.Std, n));
            BitwiseAssert.Equal<float>(Row(whole.Root, n * n), Row(gapped.Root, n * n));

            float[] Row(float[] values, int size) => values[(row * size)..((row + 1) * size)];
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_wrong_block_is_noticed_if_there_are_gaps(bool controlRows, bool controlColumns, string wrong)
    {
        ControlDensity posterior = Attractor(Activation.Tanh);
        int p = posterior.Observations, size = p + posterior.States, entries = posterior.Settings.WindowEntries;
        byte[] changed = OnnxFile.Changed(posterior, Joint, joint =>
        {
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j < size; j++)
                {
                    ref double value = ref joint[(i * size) + j];
                    if (i >= p == controlRows && j >= p == controlColumns)
                        value = wrong switch { "zero" => 0, "no others" => i == j ? value : 0, _ => value * 1.01 };
                }
            }
        });
        using OnnxModel model = new(changed, entries);
        double worst = Gapped(posterior).Worst(model, OnnxControlCase.Windows);
        Assert.True(worst > 10 * OnnxAgreement.Tolerance, $"{worst:E2}");
        worst = new OnnxControlCase(posterior).Worst(model, OnnxControlCase.Windows);
        Assert.True(worst <= OnnxAgreement.Tolerance, $"no gaps: {worst:E2}");
    }

    [Fact]
    public void A_regression_head_s_estimate_is_that_of_the_library()
    {
        var given = new OnnxCase(attractor: true, robust: true);
        WindowDensity posterior = given.Posterior;
        OnnxGaps.Make(given.Observations, given.Mask, posterior.Entries, 3);
        using var model = new OnnxModel(posterior);
        foreach (int batch in (int[])[1, 8, OnnxCase.Windows])
        {
            OnnxAgreement agreement = OnnxAgreement.Measure(posterior, model, given, batch);
            Assert.True(agreement.Worst <= OnnxAgreement.Tolerance, $"batch {batch}: {agreement}");
        }

        int p = posterior.Standardization.Linear!.ObservedEntries;
        foreach (Action<Span<double>> change in (Action<Span<double>>[])[NoOthers, joint => joint[1] *= 1.01])
        {
            using var wrong = new OnnxModel(OnnxFile.Changed(posterior, Joint, change), posterior.Entries);
            OnnxAgreement agreement = OnnxAgreement.Measure(posterior, wrong, given, OnnxCase.Windows);
            Assert.True(agreement.Mean > 10 * OnnxAgreement.Tolerance, $"{agreement}");
        }

        void NoOthers(Span<double> joint)
        {
            for (int i = 0; i < joint.Length; i++)
                joint[i] *= i % (p + 1) == 0 ? 1 : 0;
        }
    }

    private static ControlDensity Attractor(Activation activation) => ControlDensity.Create(
        AttractorControl.Settings, AttractorControl.Config with { Activation = activation },
        AttractorControl.Linear.Standardization, RandomKey.FromSeed(7), zeroOutputs: false);

    private static OnnxControlCase Gapped(ControlDensity posterior)
    {
        var given = new OnnxControlCase(posterior);
        OnnxGaps.Make(given.Observations, given.Mask, posterior.Settings.WindowEntries, posterior.States);
        return given;
    }

    private static void RequireAgreement(OnnxControlCase given)
    {
        using OnnxModel model = new(OnnxFile.Bytes(given.Posterior, window: false), given.Posterior.Settings.WindowEntries);
        foreach (int batch in Batches)
        {
            double worst = given.Worst(model, batch);
            Assert.True(worst <= OnnxAgreement.Tolerance, $"batch {batch}: {worst:E2}");
        }
    }
}
