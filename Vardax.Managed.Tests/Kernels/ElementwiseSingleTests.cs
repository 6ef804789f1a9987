using Vardax.Managed.Kernels;

namespace Vardax.Managed.Tests.Kernels;

public sealed class ElementwiseSingleTests
{
    private static readonly KernelCase<float>[] Cases =
    [
        .. KernelCases<float>.All,
        KernelCases<float>.Unary("exp half", default(VectorExpHalf), x => Math.Exp(x / 2), 1),
        KernelCases<float>.Unary("log", default(VectorLog), Math.Log, 1) with { Low = 1e-3, High = 50 },
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_length_matches_the_scalar_formula(string name) => ElementwiseChecks<float>.MatchesReference(Find(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void In_place_gives_the_same_bits(string name) => ElementwiseChecks<float>.WorksInPlace(Find(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_does_not_depend_on_its_position(string name) =>
        ElementwiseChecks<float>.IsIndependentOfPosition(Find(name));

    [Fact]
    public void The_table_rejects_a_kernel_that_computes_something_else()
    {
        KernelCase<float> wrong = Find("exp") with { Reference = (x, _, _) => Math.Exp(x) * (1 + 3e-7) };
        Assert.ThrowsAny<Exception>(() => ElementwiseChecks<float>.MatchesReference(wrong));
    }

    [Fact]
    public void The_table_rejects_a_kernel_that_writes_behind_the_end()
    {
        KernelCase<float> right = Find("scale");
        KernelCase<float> wrong = right with { Apply = (x, y, z, d) => { right.Apply(x, y, z, d); WriteBehind(d); } };
        Assert.ThrowsAny<Exception>(() => ElementwiseChecks<float>.MatchesReference(wrong));
    }

    private static void WriteBehind(Span<float> destination) =>
        System.Runtime.CompilerServices.Unsafe.Add(
            ref System.Runtime.InteropServices.MemoryMarshal.GetReference(destination), destination.Length) = 0;

    private static KernelCase<float> Find(string name) => Cases.Single(c => c.Name == name);
}
