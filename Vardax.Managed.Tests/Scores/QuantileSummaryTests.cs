using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class QuantileSummaryTests
{
    [Fact]
    public void Quantiles_of_the_whole_numbers_to_a_hundred() =>
        Assert.Equal(
            new QuantileSummary(5, 25, 50, 75, 95),
            QuantileSummary.Of(Enumerable.Range(0, 101).Reverse().Select(i => (double)i)));

    [Fact]
    public void No_values_are_refused() => Refuses.Argument("values", () => QuantileSummary.Of([]));
}
