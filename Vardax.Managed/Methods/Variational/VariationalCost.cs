using Vardax.Managed.Optimization;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// J(v) = 1/2 |v|^2 + 1/2 sum over the observation times of |y - H(x_t(v))|^2 in R^-1, as the least-squares cost of the residuals
/// (v, R^-1/2 (H(x_t) - y)): Courtier, Thepaut and Hollingsworth (1994), with the background term whitened by v.
/// </summary>
internal sealed class VariationalCost : ILeastSquares
{
    private readonly ControlModel model;
    private readonly IReadOnlyList<WindowObservation> observations;
    private readonly double[] window, change, tangents;

    public VariationalCost(ControlModel model, int stateDimension, IReadOnlyList<WindowObservation> observations)
    {
        (this.model, this.observations, StateDimension) = (model, observations, stateDimension);
        for (int i = 0; i < observations.Count; i++)
        {
            if (observations[i] is null)
                throw new ArgumentNullException(nameof(observations), $"Observation {i} is null.");
            (int step, int seen) = (observations[i].Step, observations[i].Operator.StateDimension);
            if (seen != stateDimension || (step + 1) * stateDimension > model.Entries)
            {
                throw new ArgumentException(
                    $"Observation {i} sees a state of {seen} components at step {step}; the window has {model.Entries / stateDimension} "
                    + $"states of {stateDimension}.", nameof(observations));
            }
        }

        (window, change, tangents) = (new double[model.Entries], new double[model.Entries], new double[model.Entries * Parameters]);
    }

    /// <summary>Components of a state.</summary>
    public int StateDimension { get; }

    /// <inheritdoc/>
    public int Parameters => model.Parameters;

    /// <inheritdoc/>
    public int Residuals => Parameters + observations.Sum(o => o.Values.Count);

    /// <summary>The window of the last v evaluated.</summary>
    public ReadOnlySpan<double> Window => window;

    /// <summary>The derivative of the window by v at the last call of <see cref="Jacobian"/>, entries x parameters.</summary>
    public ReadOnlySpan<double> Tangents => tangents;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> residuals)
    {
        model.Forward(x, window);
        x.CopyTo(residuals);
        int at = Parameters;
        foreach (WindowObservation o in observations)
        {
            Span<double> departure = residuals.Slice(at, o.Values.Count);
            o.Operator.Apply(State(window, o), departure);
            for (int i = 0; i < departure.Length; i++)
                departure[i] -= o.Values[i];
            o.Errors.Whiten(departure, 1);
            at += departure.Length;
        }
    }

    /// <inheritdoc/>
    public void Jacobian(Span<double> jacobian)
    {
        int n = Parameters, block = StateDimension * n;
        model.TangentMatrix(tangents);
        jacobian[..(n * n)].Clear();
        for (int i = 0; i < n; i++)
            jacobian[(i * n) + i] = 1;
        int at = n * n;
        foreach (WindowObservation o in observations)
        {
            Span<double> rows = jacobian.Slice(at, o.Values.Count * n);
            o.Operator.Tangent(State(window, o), tangents.AsSpan(o.Step * block, block), rows, n);
            o.Errors.Whiten(rows, n);
            at += rows.Length;
        }
    }

    /// <inheritdoc/>
    public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result)
    {
        model.Tangent(direction, change);
        direction.CopyTo(result);
        int at = Parameters;
        foreach (WindowObservation o in observations)
        {
            Span<double> seen = result.Slice(at, o.Values.Count);
            o.Operator.Tangent(State(window, o), State(change, o), seen);
            o.Errors.Whiten(seen, 1);
            at += seen.Length;
        }
    }

    /// <inheritdoc/>
    public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result)
    {
        Array.Clear(change);
        int at = Parameters;
        var contribution = new double[StateDimension];
        foreach (WindowObservation o in observations)
        {
            double[] whitened = weights.Slice(at, o.Values.Count).ToArray();
            o.Errors.WhitenTransposed(whitened);
            o.Operator.Adjoint(State(window, o), whitened, contribution);
            Span<double> state = State(change, o);
            for (int i = 0; i < state.Length; i++)
                state[i] += contribution[i];
            at += whitened.Length;
        }

        model.Adjoint(change, result);
        for (int i = 0; i < Parameters; i++)
            result[i] += weights[i];
    }

    private Span<double> State(double[] values, WindowObservation o) => values.AsSpan(o.Step * StateDimension, StateDimension);
}
