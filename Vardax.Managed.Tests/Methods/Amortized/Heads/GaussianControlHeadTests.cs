using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Heads;

public sealed class GaussianControlHeadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_density_integrates_to_1_and_has_the_moments_it_says(int n)
    {
        var head = new ControlHeadCase(ControlHeadCase.Gaussian(n), 11);
        (double mass, double[] mean, double[] covariance) = head.Integrate(15, 300);
        (double[] m, double[] root) = head.Linearize();
        CloseAssert.Absolute(1, mass, 1e-6);
        CloseAssert.Absolute(mean, m, 1e-6);
        CloseAssert.Absolute(covariance, Square(root, n), 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_covariance_is_the_inverse_of_the_precision(int n)
    {
        var head = new ControlHeadCase(ControlHeadCase.Gaussian(n), 3);
        (double[] mean, double[] root) = head.Linearize();
        float[] condition = head.Condition.ToArray();
        double U(int i, int j) => i == j ? Math.Exp(condition[n + i]) : j > i ? 0 : condition[(2 * n) + (i * (i - 1) / 2) + j];
        double Precision(int i, int j) => Enumerable.Range(0, n).Sum(k => U(k, i) * U(k, j));
        double[] covariance = Square(root, n);
        for (int i = 0; i < n; i++)
        {
            Assert.Equal(condition[i], mean[i]);
            for (int j = 0; j < n; j++)
            {
                CloseAssert.Absolute(
                    i == j ? 1 : 0, Enumerable.Range(0, n).Sum(k => Precision(i, k) * covariance[(k * n) + j]), 1e-10);
                Assert.True(j <= i || root[(i * n) + j] == 0);
            }
        }
    }

    [Fact]
    public void Draws_are_affine_in_the_normals_with_the_moments_it_says()
    {
        const int n = 3;
        var head = new ControlHeadCase(ControlHeadCase.Gaussian(n), 5);
        (double[] mean, double[] root) = head.Linearize();
        CloseAssert.Absolute(mean, head.Transform(0, 0, 0), 1e-12);
        double[][] columns = [.. Enumerable.Range(0, n).Select(k =>
        {
            var normals = new float[n];
            normals[k] = 1;
            return head.Transform(normals).Select((u, i) => u - mean[i]).ToArray();
        })];
        double[] map = [.. Enumerable.Range(0, n * n).Select(at => columns[at % n][at / n])];
        CloseAssert.Absolute(Square(root, n), Square(map, n), 1e-10);
        double[] sum = head.Transform(1, -2, 0.5f);
        for (int i = 0; i < n; i++)
            CloseAssert.Absolute(mean[i] + columns[0][i] - (2 * columns[1][i]) + (columns[2][i] / 2), sum[i], 1e-10);
    }

    [Theory]
    [InlineData(Activation.Silu, 1)]
    [InlineData(Activation.Relu, 0)]
    public void The_loss_on_the_tape_is_minus_the_log_density(Activation activation, int depth)
    {
        var head = new ControlHeadCase(ControlHeadCase.Gaussian(3, activation, depth), 7);
        double[] u = [0.3, -1.2, 2.5];
        CloseAssert.Relative(-head.TapeLoss(u), head.LogProb(u), 1e-5);
    }

    [Fact]
    public void Zero_outputs_are_the_standard_normal()
    {
        var head = new ControlHeadCase(ControlHeadCase.Gaussian(2), 2, zeroOutputs: true);
        (double[] mean, double[] root) = head.Linearize();
        Assert.Equal([0, 0], mean);
        Assert.Equal([1, 0, 0, 1], root);
        CloseAssert.Absolute(-2.5 - Math.Log(2 * Math.PI), head.LogProb(1, -2), 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Whitening_is_the_inverse_of_a_draw(int n)
    {
        var head = new ControlHeadCase(ControlHeadCase.Gaussian(n), 4);
        for (int draw = 0; draw < 20; draw++)
        {
            float[] z = Numbers.NormalSingle(draw, n);
            double[] u = head.Transform(z);
            CloseAssert.Absolute([.. z.Select(x => (double)x)], head.Whiten(u), 1e-5);
            u[0] += 0.1;
            Assert.True(Math.Abs(head.Whiten(u)[0] - z[0]) > 1e-3);
        }
    }

    [Fact]
    public void No_call_allocates()
    {
        var head = new ControlHeadCase(ControlHeadCase.Gaussian(3), 2);
        double[] u = new double[3], root = new double[9];
        float[] normals = [1, 2, 3];
        Assert.Equal(0, Allocation.AfterWarmUp(head.Run));
        Assert.Equal(0, Allocation.AfterWarmUp(() => head.Linearize(u, root)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => head.LogProb(u)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => head.Transform(normals, u)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => head.Whiten(u, root)));
    }

    [Fact]
    public void Sizes_below_1_are_refused() =>
        Refuses.Argument("controls", () => new GaussianControlHead(5, 0, 8, 1, Activation.Silu, 0));

    /// <summary>S S^T.</summary>
    private static double[] Square(double[] root, int n) =>
    [
        .. Enumerable.Range(0, n * n).Select(at =>
            Enumerable.Range(0, n).Sum(k => root[(at / n * n) + k] * root[(at % n * n) + k])),
    ];
}
