using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class ObservationCompletionTests
{
    private const int P = 5;

    // Any positive definite covariance of five observations.
    private static readonly double[] Covariance = Positive(1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0b10101)]
    [InlineData(0b11110)]
    [InlineData(0b11111)]
    public void Missing_values_are_their_conditional_means(int gaps)
    {
        var completion = new ObservationCompletion(new LinearGain([.. Covariance], P, new double[P]).Precision, P, 1);
        float[] mask = [.. Enumerable.Range(0, P).Select(i => (gaps >> i & 1) == 1 ? 0f : 1)];
        double[] departures = Numbers.Normal(7, P), completed = [.. departures];
        completion.Complete(mask, completed);
        int[] seen = [.. Enumerable.Range(0, P).Where(i => mask[i] != 0)];
        // C_mo C_oo^-1 d_o
        double[] solved = seen.Length == 0 ? [] : PlainMatrix.Multiply(
            PlainMatrix.Invert(Block(seen, seen), seen.Length).Inverse, [.. seen.Select(i => departures[i])], seen.Length, seen.Length, 1);
        for (int i = 0; i < P; i++)
        {
            double expected = mask[i] != 0 ? departures[i] : seen.Zip(solved, (o, d) => Covariance[(i * P) + o] * d).Sum();
            CloseAssert.Absolute(expected, completed[i], 1e-10, $"{i}");
        }

        Assert.Equal(P - seen.Length, completion.Missing);
    }

    [Fact]
    public void The_spread_is_what_the_error_covariance_grows_by()
    {
        // x is observed directly as the first of five: G = C^-1 c, and the error variance given o alone is C_xx - c_o C_oo^-1 c_o.
        double[] precision = new LinearGain([.. Covariance], P, new double[P]).Precision;
        double[] c = [0.3, -0.2, 0.5, 0.1, 0.4], gain = PlainMatrix.Multiply(precision, c, P, P, 1);
        var completion = new ObservationCompletion(precision, P, 1);
        int[] seen = [0, 3];
        completion.Complete([1, 0, 0, 1, 0], new double[P]);
        double spread = completion.Spread(gain, 1).ToArray().Sum(w => w * w);
        double Explained(int[] o) => o.Select(i => c[i]).Zip(
            PlainMatrix.Multiply(PlainMatrix.Invert(Block(o, o), o.Length).Inverse, [.. o.Select(i => c[i])], o.Length, o.Length, 1), (a, b) => a * b).Sum();
        CloseAssert.Relative(Explained([0, 1, 2, 3, 4]) - Explained(seen), spread, 1e-9);
    }

    [Fact]
    public void Completing_allocates_nothing()
    {
        var completion = new ObservationCompletion(new LinearGain([.. Covariance], P, new double[P]).Precision, P, 1);
        float[] mask = [1, 0, 1, 0, 0];
        var departures = new double[P];
        Assert.Equal(0, Allocation.AfterWarmUp(() => completion.Complete(mask, departures)));
    }

    private static double[] Block(int[] rows, int[] columns) =>
        [.. rows.SelectMany(i => columns.Select(j => Covariance[(i * P) + j]))];

    private static double[] Positive(int seed)
    {
        double[] root = Numbers.Normal(seed, P * P);
        double[] matrix = PlainMatrix.Multiply(root, PlainMatrix.Transpose(root, P, P), P, P, P);
        for (int i = 0; i < P; i++)
            matrix[(i * P) + i] += 0.5;
        return matrix;
    }
}
