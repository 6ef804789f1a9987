using Vardax.Managed.Kernels;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

public sealed class MatrixKernelTests
{
    public static TheoryData<int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int>();
            foreach (int rows in (int[])[1, 2, 7, 8, 9, 31, 64])
            {
                foreach (int columns in (int[])[1, 3, 8, 16, 17, 33, 153])
                    shapes.Add(rows, columns);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Transposing_moves_entry_i_j_to_j_i(int rows, int columns)
    {
        float[] source = Numbers.NormalSingle(1, rows * columns);
        var destination = new float[source.Length + 3];
        Transpose.Copy<float>(rows, columns, source, destination);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                Assert.Equal(source[(i * columns) + j], destination[(j * rows) + i]);
        }

        Assert.Equal([0, 0, 0], destination[source.Length..]);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Column_sums_are_added_in_row_order(int rows, int columns)
    {
        float[] a = Numbers.NormalSingle(1, rows * columns), sums = Numbers.NormalSingle(2, columns + 2);
        float[] expected = [.. sums];
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
                expected[j] += a[(i * columns) + j];
        }

        ColumnSum.AddTo<float>(rows, columns, a, sums);
        BitwiseAssert.Equal<float>(expected, sums);
    }

    [Fact]
    public void Spans_that_are_too_short_throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Transpose.Copy<float>(3, 4, new float[11], new float[12]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transpose.Copy<float>(3, 4, new float[12], new float[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ColumnSum.AddTo<float>(3, 4, new float[11], new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ColumnSum.AddTo<float>(3, 4, new float[12], new float[3]));
    }
}
