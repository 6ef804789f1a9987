namespace Vardax.Managed.Methods.Filtering;

/// <summary>The derivative F of a step in the extended Kalman filter, with J that of the equations where the step starts.</summary>
public enum Linearization
{
    /// <summary>That of the discrete step, as the code takes it.</summary>
    Exact,

    /// <summary>I + dt J, as published scores of Lorenz-63 have it.</summary>
    FirstOrder,

    /// <summary>The matrix exponential of dt J, as published scores of Lorenz-96 have it.</summary>
    Exponential,
}
