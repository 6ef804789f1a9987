namespace Vardax.Managed.Tests.Support;

public sealed class PlainMatrixTests
{
    [Fact]
    public void The_inverse_and_determinant_of_a_small_matrix_are_known()
    {
        // The first pivot is 0: rows must be exchanged..
        (double[] inverse, double log) = PlainMatrix.Invert([0, 1, 2, 1, 0, 3, 4, -3, 8], 3);
        CloseAssert.Absolute([-4.5, 7, -1.5, -2, 4, -1, 1.5, -2, 0.5], inverse, 1e-14);
        CloseAssert.Absolute(Math.Log(2), log, 1e-14);
    }

    [Fact]
    public void A_product_with_the_inverse_is_the_identity()
    {
        double[] a = PlainMatrix.RandomCovariance(1, 40);
        double[] product = PlainMatrix.Multiply(a, PlainMatrix.Invert(a, 40).Inverse, 40, 40, 40);
        CloseAssert.Absolute(PlainMatrix.Identity(40), product, 1e-12);
        CloseAssert.Absolute([1, 4, 2, 5, 3, 6], PlainMatrix.Transpose([1, 2, 3, 4, 5, 6], 2, 3), 0);
    }
}
