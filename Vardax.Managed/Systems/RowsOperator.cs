namespace Vardax.Managed.Systems;

/// <summary>Sees some of the values of another operator. Its calls allocate.</summary>
internal sealed class RowsOperator(IObservationOperator whole, ReadOnlySpan<int> rows) : IObservationOperator
{
    private readonly SelectionOperator selection = new(whole.ObservationDimension, rows);

    /// <inheritdoc/>
    public int StateDimension => whole.StateDimension;

    /// <inheritdoc/>
    public int ObservationDimension => selection.ObservationDimension;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> state, Span<double> result)
    {
        var all = new double[whole.ObservationDimension];
        whole.Apply(state, all);
        selection.Apply(all, result);
    }

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> result) =>
        Tangent(state, direction, result, 1);

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> directions, Span<double> result, int columns)
    {
        var all = new double[whole.ObservationDimension * columns];
        whole.Tangent(state, directions, all, columns);
        selection.ApplyColumns(all, result, columns);
    }

    /// <inheritdoc/>
    public void Adjoint(ReadOnlySpan<double> state, ReadOnlySpan<double> weights, Span<double> result)
    {
        var all = new double[whole.ObservationDimension];
        selection.Adjoint(all, weights, all);
        whole.Adjoint(state, all, result);
    }

    /// <inheritdoc/>
    public IObservationOperator Rows(params ReadOnlySpan<int> rows) => whole.Rows(((SelectionOperator)selection.Rows(rows)).Components);
}
