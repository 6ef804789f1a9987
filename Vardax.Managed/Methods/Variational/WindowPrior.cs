using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>Backgrounds of the classical analyses: of one state, and of all states of a window.</summary>
public static class WindowPrior
{
    // Relative to the largest variance: above the rounding of single-precision simulations, below all that matters.
    private const double Jitter = 1e-12;

    /// <summary>The published experiment's: mean 0 and PriorStd^2 I, of one state.</summary>
    public static Gaussian Published(ProblemSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        int n = settings.StateDimension;
        return new Gaussian(new double[n], DiagonalCovariance.Isotropic(n, settings.PriorStd));
    }

    /// <summary>The same background at every state of the window, independent between times: what OI and 3DVar classically use.</summary>
    public static Gaussian Static(ProblemSettings settings, Gaussian state)
    {
        RequireState(settings, state);
        return new Gaussian([.. Enumerable.Repeat(state.Mean, settings.WindowStates).SelectMany(m => m)],
            BlockDiagonalCovariance.Repeat(state.Covariance, settings.WindowStates));
    }

    /// <summary>
    /// The background of one state carried over the window by the tangent model, G B G^T about the trajectory from x_b: exact for a
    /// linear model. With Q, model errors join at every step.
    /// </summary>
    public static Gaussian Linearized(ProblemSettings settings, Gaussian state, Covariance? modelError = null)
    {
        Gaussian control = modelError is null ? RequireState(settings, state) : WithModelError(settings, state, modelError);
        var model = new TrajectoryControl(settings, control);
        model.Forward(new double[model.Parameters]);
        model.Linearize();
        double[] mean = model.Window.ToArray(), root = new double[model.Entries * model.Parameters];
        for (int e = 0; e < model.Entries; e++)
            model.Tangent(e).CopyTo(root.AsSpan(e * model.Parameters));
        if (model.Parameters < model.Entries)
            return new Gaussian(mean, new LowRankCovariance(model.Entries, model.Parameters, root));
        var covariance = new double[model.Entries * model.Entries];
        var transposed = new double[root.Length];
        Transpose.Copy(model.Entries, model.Parameters, root, transposed);
        MatMul.Multiply(model.Entries, model.Entries, model.Parameters, transposed, 1, model.Entries, transposed, covariance, default,
            default(VectorIdentity<double>));
        return new Gaussian(mean, new DenseCovariance(model.Entries, covariance));
    }

    /// <summary>
    /// The climatological background: mean and covariance of the windows of the first <paramref name="count"/> problems of a
    /// stream. <see cref="FirstState"/> takes from it the background of the state at the window's start.
    /// </summary>
    /// <exception cref="ArgumentException">The count is below 2, or the simulated prior diverges or has no spread.</exception>
    public static Gaussian Climatological(
        ProblemGenerator generator, RandomKey stream, int count = 16_384, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        int entries = generator.Settings.WindowEntries;
        (double[] mean, double[] covariance) = SimulatedMoments.Estimate(generator, stream, count, entries, (block, row, values) =>
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = block.Truth(row)[i];
        }, cancellation);
        double largest = 0;
        for (int i = 0; i < entries; i++)
            largest = Math.Max(largest, covariance[(i * entries) + i]);
        for (int i = 0; i < entries; i++)
            covariance[(i * entries) + i] += Jitter * largest;
        if (!(largest > 0 && double.IsFinite(largest)))
            throw new ArgumentException($"The simulated prior has no spread or diverges: its largest variance is {largest}.", nameof(generator));
        return new Gaussian(mean, new DenseCovariance(entries, covariance));
    }

    /// <summary>The marginal of a climatological window at its first state.</summary>
    /// <exception cref="ArgumentException">The prior is not of a window, or its covariance is not dense.</exception>
    public static Gaussian FirstState(ProblemSettings settings, Gaussian window)
    {
        RequireWindow(settings, window);
        if (window.Covariance is not DenseCovariance dense)
        {
            throw new ArgumentException(
                $"Expected a window with a dense covariance, found a {window.Covariance.GetType().Name}.", nameof(window));
        }

        int n = settings.StateDimension;
        return new Gaussian([.. window.Mean.Take(n)], dense.Leading(n));
    }

    internal static Gaussian RequireState(ProblemSettings settings, Gaussian prior) =>
        Require(settings, prior, s => StartCoordinates.Of(s).Coordinates, "one state");

    internal static Gaussian RequireWindow(ProblemSettings settings, Gaussian prior) =>
        Require(settings, prior, s => s.WindowEntries, "a whole window");

    /// <summary>The background of the weak-constraint control: x_b and B, then mean 0 and Q for every step.</summary>
    internal static Gaussian WithModelError(ProblemSettings settings, Gaussian prior, Covariance modelError)
    {
        RequireState(settings, prior);
        ArgumentNullException.ThrowIfNull(modelError);
        if (modelError.Dimension != settings.StateDimension)
        {
            throw new ArgumentException(
                $"Expected a covariance of one state, {settings.StateDimension} variables, found {modelError.Dimension}.", nameof(modelError));
        }

        return new Gaussian([.. prior.Mean, .. new double[settings.WindowSteps * settings.StateDimension]],
            new BlockDiagonalCovariance([prior.Covariance, .. Enumerable.Repeat(modelError, settings.WindowSteps)]));
    }

    private static Gaussian Require(
        ProblemSettings settings, Gaussian prior, Func<ProblemSettings, int> dimensionOf, string what)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(prior);
        settings.Validate();
        int dimension = dimensionOf(settings);
        return prior.Dimension == dimension
            ? prior
            : throw new ArgumentException($"Expected a prior of {what}, {dimension} variables, found {prior.Dimension}.", nameof(prior));
    }
}
