using Vardax.Managed.Optimization;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// J(v) = 1/2 |v|^2 + 1/2 sum over the observation times of |y - H(x_t(v))|^2 in R^-1, as the least-squares cost of the residuals
/// (v, R^-1/2 (H(x_t) - y)): Courtier, Thepaut and Hollingsworth (1994), with the background term whitened by v. Allocates nothing.
/// </summary>
internal sealed class VariationalCost(ControlModel model, IWindowObservations observations) : ILeastSquares
{
    private readonly double[] change = new double[model.Entries], last = [.. Enumerable.Repeat(double.NaN, model.Parameters)];
    private bool isLinearized;

    /// <summary>The observations.</summary>
    public IWindowObservations Observations { get; } = observations;

    /// <summary>The control means another state than before.</summary>
    public void Forget() => Array.Fill(last, double.NaN);

    /// <inheritdoc/>
    public int Parameters => model.Parameters;

    /// <inheritdoc/>
    public int Residuals => Parameters + Observations.Count;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> residuals)
    {
        // A point that was carried just now, as the minimum is at the end of a descent, need not be again.
        if (!x.SequenceEqual(last))
        {
            model.Forward(x);
            isLinearized = false;
            x.CopyTo(last);
        }

        x.CopyTo(residuals);
        Observations.Departures(model.Window, residuals[Parameters..]);
    }

    /// <inheritdoc/>
    public void Jacobian(Span<double> jacobian)
    {
        int n = Parameters;
        if (!isLinearized)
            model.Linearize();
        isLinearized = true;
        jacobian[..(n * n)].Clear();
        for (int i = 0; i < n; i++)
            jacobian[(i * n) + i] = 1;
        Observations.Jacobian(model, jacobian[(n * n)..]);
    }

    /// <inheritdoc/>
    public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result)
    {
        model.Tangent(direction, change);
        direction.CopyTo(result);
        Observations.Tangent(model.Window, change, result[Parameters..]);
    }

    /// <inheritdoc/>
    public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result)
    {
        Array.Clear(change);
        Observations.Adjoint(model.Window, weights[Parameters..], change);
        model.Adjoint(change, result);
        for (int i = 0; i < Parameters; i++)
            result[i] += weights[i];
    }
}
