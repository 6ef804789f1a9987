using Vardax.Managed.Gaussians;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// The control is the state at the window's start, in the coordinates of the initial distribution (strong constraint:
/// x_{k+1} = M(x_k)), or that and one model error per step (weak constraint: x_{k+1} = M(x_k) + eta_k), as many as the prior has
/// variables for. With lead-in steps the state controlled is that many steps before the window, from which the model is perfect.
/// </summary>
internal sealed class TrajectoryControl : ControlModel
{
    private readonly WindowTrajectory trajectory;
    private readonly double[] root, control;

    public TrajectoryControl(ProblemSettings settings, Gaussian prior, int leadSteps = 0)
        : base(prior, settings.WindowEntries)
    {
        (trajectory, IsFirstState) = (new WindowTrajectory(settings, leadSteps, Parameters), leadSteps == 0);
        int m = trajectory.Coordinates.Coordinates, all = m + (settings.WindowSteps * settings.StateDimension);
        if (prior.Dimension != all && prior.Dimension != m)
        {
            throw new ArgumentException(
                $"Expected a prior of {m} variables, or of {all} with model errors, found {prior.Dimension}.", nameof(prior));
        }

        (root, control) = (prior.Covariance.Root(), new double[prior.Dimension]);
    }

    private TrajectoryControl(ProblemSettings settings, double[] root, int coordinates)
        : this(settings, new Gaussian(new double[coordinates], DenseCovariance.OfRoot(root, coordinates))) => this.root = root;

    /// <summary>The control of windows that bring a background each, which <see cref="Take"/> takes.</summary>
    public static TrajectoryControl OfWindows(ProblemSettings settings)
    {
        int n = StartCoordinates.Of(settings).Coordinates;
        return new TrajectoryControl(settings, new double[n * n], n);
    }

    /// <summary>Takes a window's background; what was computed before is of another control.</summary>
    /// <exception cref="ArgumentException">The background is refused.</exception>
    public void Take(WindowBackground background) => background.ToCoordinates(Start, Mean, root);

    /// <summary>Whether the state controlled is the window's first.</summary>
    public bool IsFirstState { get; }

    /// <summary>The coordinates of the state at the window's start.</summary>
    public InitialDistribution Start => trajectory.Start;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Window => trajectory.Window;

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<double> v)
    {
        Control(v, control);
        trajectory.Carry(control);
    }

    /// <inheritdoc/>
    public override void Linearize() => trajectory.CarryRoot(root);

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Tangent(int entry) => trajectory.Tangent(entry);

    /// <inheritdoc/>
    public override void Tangent(ReadOnlySpan<double> direction, Span<double> window)
    {
        Covariance.MultiplyRoot(direction, control);
        trajectory.CarryDirection(control, window);
    }

    /// <inheritdoc/>
    public override void Adjoint(Span<double> weights, Span<double> result)
    {
        trajectory.CarryBack(weights, control);
        Covariance.MultiplyTransposedRoot(control, result);
    }

    /// <summary>
    /// The whitened control that leads to a state at the window's start, given in its coordinates: see
    /// <see cref="WindowTrajectory.Back"/>.
    /// </summary>
    public void Whiten(Span<double> state)
    {
        trajectory.Back(state);
        for (int i = 0; i < state.Length; i++)
            state[i] -= Mean[i];
        Covariance.Whiten(state, 1);
    }
}
