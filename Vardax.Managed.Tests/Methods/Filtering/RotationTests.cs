using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Filtering;

public sealed class RotationTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(25)]
    public void A_rotation_keeps_the_mean_and_all_products(int members)
    {
        double[] before = Centred(members), after = [.. before];
        new Rotation(members).Apply(after, RandomKey.FromSeed(1));
        Assert.NotEqual(before[0], after[0], 3);
        CloseAssert.Absolute(Products(before, members), Products(after, members), 1e-12);
        for (int row = 0; row < 4; row++)
            CloseAssert.Absolute(0, after.AsSpan(row * members, members).ToArray().Sum(), 1e-12);
    }

    /// <summary>Uniform rotations: the entries of a rotated unit vector in N - 1 dimensions have mean 0 and variance 1 / (N - 1), each alike.</summary>
    [Fact]
    public void A_rotation_favours_no_direction()
    {
        const int Members = 5, Draws = 20_000;
        var rotation = new Rotation(Members);
        double[] start = [4, -1, -1, -1, -1], sum = new double[Members], squares = new double[Members];
        double norm = Math.Sqrt(start.Sum(x => x * x)), mixed = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            double[] row = [.. start.Select(x => x / norm)];
            rotation.Apply(row, RandomKey.FromSeed((ulong)draw));
            for (int i = 0; i < Members; i++)
                (sum[i], squares[i]) = (sum[i] + (row[i] / Draws), squares[i] + (row[i] * row[i] / Draws));
            mixed += row[0] * row[1] / Draws;
        }

        // Uniform on the sphere orthogonal to (1, ..., 1): variance (1 - 1/N) / (N - 1) = 1/N, covariance -1 / (N (N - 1)).
        double deviation = Math.Sqrt(1.0 / Members / Draws);
        Assert.All(sum, mean => CloseAssert.Absolute(0, mean, 4.5 * deviation));
        Assert.All(squares, square => CloseAssert.Absolute(1.0 / Members, square, 4.5 * deviation));
        CloseAssert.Absolute(-1.0 / (Members * (Members - 1)), mixed, 4.5 * deviation);
    }

    private static double[] Centred(int members)
    {
        double[] rows = Numbers.Normal(9, 4 * members);
        return [.. rows.Select((x, i) => x - rows.AsSpan(i / members * members, members).ToArray().Average())];
    }

    private static double[] Products(double[] rows, int members) =>
        PlainMatrix.Multiply(rows, PlainMatrix.Transpose(rows, 4, members), 4, members, 4);
}
