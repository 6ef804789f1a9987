using System.Buffers;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Expressions;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Systems;

/// <summary>What the instruments of a system see, as expressions of its state. Equal by system and texts. Any number of threads may call.</summary>
internal sealed class SystemOperator : IObservationOperator, IEquatable<SystemOperator>
{
    private readonly DynamicalSystem system;
    private readonly string text;
    private readonly GraphFunction<float> single;
    private readonly GraphFunction<double> precise;

    /// <summary>Compiles the expressions.</summary>
    /// <param name="system">The system.</param>
    /// <param name="outputs">The expressions.</param>
    /// <param name="text">All that makes them differ from others of the same system.</param>
    public SystemOperator(DynamicalSystem system, Func<ExpressionScope, IReadOnlyList<Expression>> outputs, string text)
    {
        (this.system, this.text) = (system, text);
        (single, precise) = (system.Function<float>(outputs), system.Function<double>(outputs));
    }

    /// <inheritdoc/>
    public int StateDimension => precise.InputDimension;

    /// <inheritdoc/>
    public int ObservationDimension => precise.OutputDimension;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> state, Span<double> result) =>
        precise.Evaluate(state[..StateDimension], result[..ObservationDimension], 1);

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> result) =>
        Tangent(state, direction, result, 1);

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> directions, Span<double> result, int columns) =>
        precise.Tangent(state[..StateDimension], directions[..(StateDimension * columns)], result[..(ObservationDimension * columns)], columns);

    /// <inheritdoc/>
    public void Adjoint(ReadOnlySpan<double> state, ReadOnlySpan<double> weights, Span<double> result) =>
        precise.Adjoint(state[..StateDimension], weights[..ObservationDimension], result[..StateDimension], 1);

    /// <inheritdoc/>
    public void ApplyColumns(ReadOnlySpan<double> states, Span<double> values, int columns) =>
        precise.Evaluate(states[..(StateDimension * columns)], values[..(ObservationDimension * columns)], columns);

    /// <inheritdoc/>
    public void ApplyColumns(ReadOnlySpan<float> states, Span<float> values, int columns) =>
        single.Evaluate(states[..(StateDimension * columns)], values[..(ObservationDimension * columns)], columns);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> states, Span<float> values, int count)
    {
        // The machine takes component by component what comes state by state.
        int n = StateDimension, p = ObservationDimension;
        float[] buffer = ArrayPool<float>.Shared.Rent((n + p) * count);
        Span<float> lanes = buffer.AsSpan(0, n * count), seen = buffer.AsSpan(n * count, p * count);
        Transpose.Copy(count, n, states, lanes);
        single.Evaluate(lanes, seen, count);
        Transpose.Copy<float>(p, count, seen, values);
        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <inheritdoc/>
    public bool Equals(SystemOperator? other) => other is not null && text == other.text && system.Equals(other.system);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SystemOperator);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(system, text);
}
