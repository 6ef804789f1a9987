using Vardax.Managed.Dynamics;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;

namespace Vardax.Managed.Systems;

/// <summary>
/// A state that is followed in time: x_{k+1} = M(x_k) + sqrt(dt) q, q ~ N(0, Q), from x_0 of the initial distribution, seen by instruments,
/// y = g(x) + error in their working units. Immutable.
/// </summary>
public sealed record StateSpaceModel
{
    /// <summary>From its parts, checked.</summary>
    /// <param name="model">M, with n components.</param>
    /// <param name="dt">The step dt, in model units.</param>
    /// <param name="initial">The distribution of x_0.</param>
    /// <param name="observing">The instruments; when they see is the caller's affair.</param>
    /// <param name="modelError">Q, for a unit of time; null for none.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or the step is not a finite positive number.</exception>
    public StateSpaceModel(
        IDynamicalModel model, double dt, InitialDistribution initial, ObservingSystem observing, Covariance? modelError = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(observing);
        int n = model.Components.Count;
        Guard.Positive(dt);
        Guard.Length(n, initial.Components.Count, nameof(initial));
        Guard.Length(n, observing.Operator.StateDimension, nameof(observing));
        Guard.Length(n, modelError?.Dimension ?? n, nameof(modelError));
        (Model, Dt, Initial, Observing, ModelError) = (model, dt, initial, observing, modelError);
    }

    /// <summary>The same model, initial distribution and instruments as a family of problems.</summary>
    public static StateSpaceModel Of(ProblemSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new StateSpaceModel(settings.Model, settings.Dt, settings.Initial, settings.Observing);
    }

    /// <summary>M.</summary>
    public IDynamicalModel Model { get; }

    /// <summary>dt.</summary>
    public double Dt { get; }

    /// <summary>The distribution of x_0.</summary>
    public InitialDistribution Initial { get; }

    /// <summary>The instruments.</summary>
    public ObservingSystem Observing { get; }

    /// <summary>Q; null for none.</summary>
    public Covariance? ModelError { get; }

    /// <summary>n, the components of a state.</summary>
    public int StateDimension => Model.Components.Count;

    /// <summary>p, the instruments.</summary>
    public int Instruments => Observing.Instruments.Count;
}
