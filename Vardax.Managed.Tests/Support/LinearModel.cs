using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Support;

/// <summary>x_{k+1} = A x_k whatever the step, A 2 x 2: where everything about assimilation has a closed form.</summary>
internal sealed class LinearModel(double a00, double a01, double a10, double a11) : IDynamicalModel
{
    public string Name => "linear";

    public IReadOnlyList<string> Components { get; } = ["u", "v"];

    public IReadOnlyDictionary<string, double> Parameters { get; } = new Dictionary<string, double>();

    public IPropagator<float> SinglePrecision { get; } =
        new LinearPropagator<float>([(float)a00, (float)a01, (float)a10, (float)a11]);

    public IPropagator<double> DoublePrecision { get; } = new LinearPropagator<double>([a00, a01, a10, a11]);

    /// <summary>A^t, row-major.</summary>
    public double[] Power(int t)
    {
        double[] p = [1, 0, 0, 1];
        for (int i = 0; i < t; i++)
        {
            p =
            [
                (a00 * p[0]) + (a01 * p[2]), (a00 * p[1]) + (a01 * p[3]),
                (a10 * p[0]) + (a11 * p[2]), (a10 * p[1]) + (a11 * p[3]),
            ];
        }

        return p;
    }
}
