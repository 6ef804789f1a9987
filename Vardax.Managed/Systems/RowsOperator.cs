namespace Vardax.Managed.Systems;

/// <summary>Sees some of the values of another operator. Its calls allocate.</summary>
internal sealed class RowsOperator : IObservationOperator
{
    private readonly IObservationOperator whole;
    private readonly int[] rows;

    public RowsOperator(IObservationOperator whole, ReadOnlySpan<int> rows) => (this.whole, this.rows) = (whole, rows.ToArray());

    /// <inheritdoc/>
    public int StateDimension => whole.StateDimension;

    /// <inheritdoc/>
    public int ObservationDimension => rows.Length;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> state, Span<double> result)
    {
        var all = new double[whole.ObservationDimension];
        whole.Apply(state, all);
        Select(all, result, 1);
    }

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> result) =>
        Tangent(state, direction, result, 1);

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> directions, Span<double> result, int columns)
    {
        var all = new double[whole.ObservationDimension * columns];
        whole.Tangent(state, directions, all, columns);
        Select(all, result, columns);
    }

    /// <inheritdoc/>
    public void Adjoint(ReadOnlySpan<double> state, ReadOnlySpan<double> weights, Span<double> result)
    {
        var all = new double[whole.ObservationDimension];
        for (int i = 0; i < rows.Length; i++)
            all[rows[i]] += weights[i];
        whole.Adjoint(state, all, result);
    }

    /// <inheritdoc/>
    public IObservationOperator Rows(params ReadOnlySpan<int> selected)
    {
        var of = new int[selected.Length];
        for (int i = 0; i < of.Length; i++)
            of[i] = rows[selected[i]];
        return whole.Rows(of);
    }

    private void Select(ReadOnlySpan<double> all, Span<double> result, int columns)
    {
        for (int i = 0; i < rows.Length; i++)
            all.Slice(rows[i] * columns, columns).CopyTo(result[(i * columns)..]);
    }
}
