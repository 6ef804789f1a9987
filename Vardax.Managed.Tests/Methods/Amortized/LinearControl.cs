using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized;

/// <summary>
/// A guess and a background of the polish for x_{k+1} = A x_k, and the posterior under the estimated Gaussian background in
/// closed form: with W the window by the control, P = W B W^T, K = P H^T (H P H^T + r^2 I)^-1: W c_b + K d, P - K H P.
/// </summary>
internal sealed class LinearControl
{
    private static readonly AmortizedConfig Config = AmortizedConfig.Reference with { Head = HeadType.Control, LatentSize = 5, HiddenSize = 9, Depth = 1 };

    private readonly MatrixModel model;

    /// <summary>With a random guess, or the best linear estimate.</summary>
    public LinearControl(int n, int burnIn, int lead, int guess = 0, bool zeroOutputs = false)
    {
        model = MatrixModel.Random(n, n);
        Settings = new ProblemSettings
        {
            Model = model, Initial = InitialDistribution.Normal(Numbers.Normal(n + 20, n), 1.5), BurnInSteps = burnIn, WindowSteps = 6,
            TotalSteps = 6, Observing = ObservingSystem.OfComponents(model, 0.3, 2, components: [0, n - 1]),
        };
        Guess = ControlDensity.Create(
            Settings, Config, Estimate(0), RandomKey.FromSeed((ulong)guess), zeroOutputs);
        Background = new PolishBackground(Estimate(lead).Prior(), lead);
        Problem = new ProblemGenerator(Settings).Generate(RandomKey.FromSeed(5));
    }

    public ProblemSettings Settings { get; }

    public ControlDensity Guess { get; }

    public PolishBackground Background { get; }

    public PolishedAnalysis Polished => new(new ControlAnalysis(Guess), Settings, Background);

    public AssimilationProblem Problem { get; }

    /// <summary>Mean and covariance of the window.</summary>
    public (double[] Mean, double[] Covariance) Posterior(double scaleR = 1) => Posterior(Background.State, Background.LeadSteps, scaleR);

    /// <summary>The same for another background, so many steps before the window.</summary>
    public (double[] Mean, double[] Covariance) Posterior(Gaussian background, int lead = 0, double scaleR = 1)
    {
        double variance = scaleR * Settings.Noise() * Settings.Noise();
        int n = Settings.StateDimension, entries = Settings.WindowEntries;
        double[] w = new double[entries * n], power = PlainMatrix.Identity(n);
        for (int t = 0; t < lead + Settings.WindowStates; t++)
        {
            if (t >= lead)
                power.CopyTo(w, (t - lead) * n * n);
            power = PlainMatrix.Multiply(model.Matrix, power, n, n, n);
        }

        double[] mean = PlainMatrix.Multiply(w, [.. background.Mean], entries, n, 1);
        double[] p = PlainMatrix.Multiply(
            PlainMatrix.Multiply(w, background.Covariance.ToMatrix(), entries, n, n),
            PlainMatrix.Transpose(w, entries, n), entries, n, entries);
        int[] seen = [.. Enumerable.Range(0, entries).Where(e => Problem.Mask[e] != 0)];
        double[] d = [.. seen.Select(e => Problem.Observations[e] - mean[e])];
        double[] hp = [.. seen.SelectMany(e => p[(e * entries)..((e + 1) * entries)])];
        double[] innovation =
            [.. seen.SelectMany(e => seen.Select(f => p[(e * entries) + f] + (e == f ? variance : 0)))];
        int m = seen.Length;
        double[] gain = PlainMatrix.Multiply(
            PlainMatrix.Transpose(hp, m, entries), PlainMatrix.Invert(innovation, m).Inverse, entries, m, m);
        double[] increment = PlainMatrix.Multiply(gain, d, entries, m, 1);
        double[] reduction = PlainMatrix.Multiply(gain, hp, entries, m, entries);
        return ([.. mean.Zip(increment, (x, y) => x + y)], [.. p.Zip(reduction, (x, y) => x - y)]);
    }

    /// <summary>
    /// The largest error of an analysis, relative to the closed form's standard deviations, against the closed form with R
    /// scaled.
    /// </summary>
    public double Error(IPosterior analysis, double scaleR = 1)
    {
        int entries = Settings.WindowEntries;
        float[] mean = new float[entries], std = new float[entries];
        Assert.Equal(AnalysisStatus.Ok, analysis.Analyze(Problem, mean, std));
        (double[] exact, double[] covariance) = Posterior(scaleR);
        double worst = 0;
        for (int e = 0; e < entries; e++)
        {
            double s = Math.Sqrt(covariance[e * (entries + 1)]);
            worst = Math.Max(worst, Math.Max(Math.Abs(mean[e] - exact[e]), Math.Abs(std[e] - s)) / s);
        }

        return double.IsNaN(worst) ? double.PositiveInfinity : worst;
    }

    /// <summary>Mean and covariance of the first state, from those of the window.</summary>
    public (double[] Mean, double[] Covariance) FirstState()
    {
        int n = Settings.StateDimension, entries = Settings.WindowEntries;
        (double[] mean, double[] covariance) = Posterior();
        return (mean[..n], [.. Enumerable.Range(0, n).SelectMany(i => covariance[(i * entries)..((i * entries) + n)])]);
    }

    private ControlStandardization Estimate(int lead) =>
        ControlStandardization.Estimate(new ProblemGenerator(Settings.Lead(lead)), RandomKey.FromSeed(6), 500);
}
