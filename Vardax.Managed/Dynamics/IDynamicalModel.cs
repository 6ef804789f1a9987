namespace Vardax.Managed.Dynamics;

/// <summary>A dynamical model x_{k+1} = M(x_k), in single precision for simulation and in double for variational work.</summary>
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
