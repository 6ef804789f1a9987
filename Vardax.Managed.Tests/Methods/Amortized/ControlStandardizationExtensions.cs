using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Amortized.Networks;

namespace Vardax.Managed.Tests.Methods.Amortized;

internal static class ControlStandardizationExtensions
{
    /// <summary>N(c_b, B) of the control, as a polish takes it.</summary>
    public static Gaussian Prior(this ControlStandardization statistics) =>
        new(statistics.PriorMean.ToArray(), new DenseCovariance(statistics.Controls, statistics.PriorCovariance));
}
