namespace Vardax.Managed.Dynamics;

/// <summary>
/// A dynamical model x_{k+1} = M(x_k), in single precision for simulation and in double for variational work: two propagators of one
/// model. Immutable. Models are equal by value: two instances that step alike are equal and have one hash code (a record over its
/// parameters does so), or else a checkpoint of one is another plan's to the other, and so is a window. See
/// <see cref="IPropagator{T}"/> for what propagators have to do.
/// </summary>
public interface IDynamicalModel
{
    /// <summary>The model's name, as shown in reports.</summary>
    string Name { get; }

    /// <summary>The names of a state's components, in order.</summary>
    IReadOnlyList<string> Components { get; }

    /// <summary>The model's parameters, by name.</summary>
    IReadOnlyDictionary<string, double> Parameters { get; }

    /// <summary>The model in single precision.</summary>
    IPropagator<float> SinglePrecision { get; }

    /// <summary>The model in double precision.</summary>
    IPropagator<double> DoublePrecision { get; }
}
