namespace Vardax.Managed.Methods.Amortized.Heads;

/// <summary>What the network's density is over, and of what form.</summary>
public enum HeadType
{
    /// <summary>A diagonal Gaussian over all states of the window (<see cref="RegressionHead"/>): the reference's.</summary>
    Regression,

    /// <summary>A Gaussian with full covariance over the control, which the model carries over the window (<see cref="GaussianControlHead"/>).</summary>
    Control,

    /// <summary>A flow over the control, for posteriors that bend or split (<see cref="FlowControlHead"/>).</summary>
    Flow,
}
