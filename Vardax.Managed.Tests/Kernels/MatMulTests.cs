using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Kernels;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

public sealed class MatMulTests
{
    private static readonly int[] Sizes = [.. Enumerable.Range(1, 20), 31, 32, 33, 64, 153, 306];

    public static TheoryData<int> Rows => [.. Sizes];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_shape_matches_the_triple_loop(int m)
    {
        var reference = new MatMulReference<float>(306);
        int variant = m;
        foreach (int n in Sizes)
        {
            foreach (int k in Sizes)
            {
                variant++;
                reference.Check(m, n, k, withBias: (variant & 1) == 0, rectify: (variant & 2) == 0);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(13)]
    [InlineData(64)]
    public void Every_shape_matches_the_triple_loop_in_double(int m)
    {
        var reference = new MatMulReference<double>(153);
        foreach (int n in (int[])[1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 63, 64, 65, 153])
        {
            foreach (int k in (int[])[1, 2, 7, 32, 153])
            {
                reference.Check(m, n, k, withBias: true, rectify: false);
                reference.Check(m, n, k, withBias: false, rectify: true);
            }
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(7, 5)]
    [InlineData(9, 306)]
    [InlineData(16, 64)]
    [InlineData(17, 64)]
    [InlineData(31, 20)]
    [InlineData(32, 64)]
    [InlineData(47, 64)]
    [InlineData(64, 306)]
    [InlineData(65, 33)]
    [InlineData(130, 9)]
    [InlineData(153, 64)]
    [InlineData(306, 31)]
    public void A_row_has_the_same_bits_in_every_batch(int n, int k)
    {
        const int rows = 40;
        float[] a = Numbers.NormalSingle(1, rows * k), b = Numbers.NormalSingle(2, k * n), bias = Numbers.NormalSingle(3, n);
        var alone = new float[rows * n];
        for (int i = 0; i < rows; i++)
            Product(1, n, k, a.AsSpan(i * k), b, alone.AsSpan(i * n), bias);
        for (int m = 1; m <= rows; m++)
        {
            for (int first = 0; first <= rows - m; first += 3)
            {
                var batch = new float[m * n];
                Product(m, n, k, a.AsSpan(first * k), b, batch, bias);
                BitwiseAssert.Equal<float>(alone.AsSpan(first * n, m * n), batch, $"rows {first} to {first + m - 1}");
            }
        }
    }

    [Theory]
    [InlineData(3, 40, 5)]
    [InlineData(8, 33, 17)]
    public void A_column_has_the_same_bits_whatever_columns_stand_beside_it(int m, int n, int k)
    {
        float[] a = Numbers.NormalSingle(1, m * k), b = Numbers.NormalSingle(2, k * n);
        var all = new float[m * n];
        Product(m, n, k, a, b, all, default);
        for (int width = 1; width <= n; width++)
        {
            float[] left = [.. Enumerable.Range(0, k).SelectMany(p => b[(p * n)..((p * n) + width)])];
            var part = new float[m * width];
            Product(m, width, k, a, left, part, default);
            for (int i = 0; i < m; i++)
                BitwiseAssert.Equal<float>(all.AsSpan(i * n, width), part.AsSpan(i * width, width), $"{width} columns, row {i}");
        }
    }

    [Fact]
    public void Without_an_inner_dimension_the_bias_is_left()
    {
        float[] bias = Numbers.NormalSingle(1, 37);
        var c = new float[7 * 37];
        MatMul.Multiply(7, 37, 0, [], 0, 1, [], c, bias, default(VectorIdentity<float>));
        for (int i = 0; i < 7; i++)
            BitwiseAssert.Equal<float>(bias, c.AsSpan(i * 37, 37));
    }

    [Theory]
    [InlineData(11, 8, 12, 4, "a")]
    [InlineData(12, 7, 12, 4, "b")]
    [InlineData(12, 8, 11, 4, "c")]
    [InlineData(12, 8, 24, 3, "bias")]
    public void A_span_that_is_too_short_is_named(int a, int b, int c, int bias, string expected)
    {
        // 6 x 2 by 2 x 4.
        int room = expected == "c" ? 23 : Math.Max(c, 24);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => MatMul.Multiply(
            6, 4, 2, new float[a], 2, 1, new float[b], new float[room], new float[bias], default(VectorIdentity<float>)));
        Assert.Equal(expected, exception.ParamName);
    }

    [Fact]
    public void A_transposed_matrix_that_is_too_short_is_named()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => MatMul.Multiply(
            6, 4, 2, new float[11], 1, 6, new float[8], new float[24], default, default(VectorIdentity<float>)));
        Assert.Equal("a", exception.ParamName);
    }

    [Fact]
    public void A_buffer_of_whole_lines_starts_at_one_and_is_zero()
    {
        for (int count = 0; count < 70; count++)
        {
            Memory<double> buffer = CacheLine.Allocate<double>(count);
            nint address = Unsafe.ByteOffset(ref Unsafe.NullRef<double>(), ref MemoryMarshal.GetReference(buffer.Span));
            Assert.Equal((0, count, -1), ((int)(address % 64), buffer.Length, buffer.Span.IndexOfAnyExcept(0)));
            Assert.Equal((count + 15) / 16 * 16, CacheLine.RoundUp<float>(count));
        }
    }

    private static void Product(
        int m, int n, int k, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, ReadOnlySpan<float> bias) =>
        MatMul.Multiply(m, n, k, a, k, 1, b, c, bias, default(VectorIdentity<float>));
}
