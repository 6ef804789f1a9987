namespace Vardax.Managed.Tests.Kernels;

public sealed class ElementwiseDoubleTests
{
    public static TheoryData<string> Names => [.. KernelCases<double>.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_length_matches_the_scalar_formula(string name) => ElementwiseChecks<double>.MatchesReference(Find(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void In_place_gives_the_same_bits(string name) => ElementwiseChecks<double>.WorksInPlace(Find(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_does_not_depend_on_its_position(string name) =>
        ElementwiseChecks<double>.IsIndependentOfPosition(Find(name));

    private static KernelCase<double> Find(string name) => KernelCases<double>.All.Single(c => c.Name == name);
}
