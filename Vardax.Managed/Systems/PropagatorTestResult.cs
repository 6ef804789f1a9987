namespace Vardax.Managed.Systems;

/// <summary>What <see cref="PropagatorTest"/> found of a model.</summary>
/// <param name="Items">Each thing tested, in the order of the test.</param>
public sealed record PropagatorTestResult(IReadOnlyList<PropagatorTestItem> Items)
{
    /// <summary>Whether every item passes.</summary>
    public bool Passes => Items.All(item => item.Passes);

    /// <summary>The item of a name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public PropagatorTestItem this[string name] => Items.First(item => item.Name == name);

    /// <summary>A line for each item that fails, or "passes".</summary>
    public override string ToString() =>
        Passes ? "passes" : string.Join('\n', Items.Where(item => !item.Passes).Select(item => $"{item.Name}: {item.Message}"));
}
