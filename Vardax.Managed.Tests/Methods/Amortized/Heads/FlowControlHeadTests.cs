using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Heads;

public sealed class FlowControlHeadTests
{
    // Parameters stretched until the densities are bent and have several peaks.
    private const float Stretch = 1.6f;

    [Theory]
    [InlineData(1, 2000)]
    [InlineData(2, 300)]
    public void The_density_integrates_to_1_and_has_the_moments_of_the_draws(int n, int steps)
    {
        const int count = 20_000;
        var head = new ControlHeadCase(ControlHeadCase.Flow(n), 12, stretch: 1.3f);
        (double mass, double[] mean, double[] covariance) = head.Integrate(9, steps);
        CloseAssert.Absolute(1, mass, 1e-3);
        double[][] draws = [.. Numbers.NormalSingle(3, count * n).Chunk(n).Select(head.Transform)];
        for (int i = 0; i < n; i++)
        {
            double std = Math.Sqrt(covariance[(i * n) + i]);
            CloseAssert.Absolute(mean[i], draws.Average(u => u[i]), 5 * std / Math.Sqrt(count), $"mean {i}");
            for (int j = 0; j <= i; j++)
            {
                CloseAssert.Absolute(covariance[(i * n) + j], draws.Average(u => (u[i] - mean[i]) * (u[j] - mean[j])),
                    0.05 * std * Math.Sqrt(covariance[(j * n) + j]), $"covariance {i} {j}");
            }
        }
    }

    [Fact]
    public void The_linearization_is_by_secants_about_the_draw_of_zeros()
    {
        var head = new ControlHeadCase(ControlHeadCase.Flow(2), 12, stretch: 1.3f);
        (double[] center, double[] root) = head.Linearize();
        Assert.Equal(head.Transform([0, 0]), center);
        for (int k = 0; k < 2; k++)
        {
            double[] high = head.Transform([k == 0 ? 1 : 0, k]), low = head.Transform([k == 0 ? -1 : 0, -k]);
            for (int i = 0; i < 2; i++)
                CloseAssert.Absolute((high[i] - low[i]) / 2, root[(i * 2) + k], 1e-12);
        }
    }

    [Theory]
    [InlineData(1, Activation.Silu, 1)]
    [InlineData(2, Activation.Tanh, 2)]
    [InlineData(3, Activation.Relu, 1)]
    [InlineData(4, Activation.Silu, 0)]
    public void Draws_have_the_density_by_the_change_of_variables(int n, Activation activation, int depth)
    {
        // log q(T(z)) + log |det dT/dz| = log N(z; 0, I), for a triangular dT/dz.
        const float step = 1f / 4096;
        var head = new ControlHeadCase(ControlHeadCase.Flow(n, activation, depth), 4, stretch: Stretch);
        for (int draw = 0; draw < 20; draw++)
        {
            float[] z = [.. Numbers.Normal(draw, n).Select(x => (float)(Math.Round(x * 4096) / 4096))];
            double[] u = head.Transform(z);
            double log = head.LogProb(u), normal = -n * Math.Log(2 * Math.PI) / 2;
            for (int i = 0; i < n; i++)
            {
                double[] Moved(int by)
                {
                    float[] moved = [.. z];
                    moved[i] += by * step;
                    return head.Transform(moved);
                }

                (double[] a, double[] b, double[] c, double[] d) = (Moved(-2), Moved(-1), Moved(1), Moved(2));
                log += Math.Log((a[i] - d[i] + (8 * (c[i] - b[i]))) / (12 * step));
                normal -= z[i] * z[i] / 2;
                Assert.Equal(u[..i], c[..i]);
            }

            CloseAssert.Absolute(normal, log, 1e-4, $"draw {draw}");
        }
    }

    [Theory]
    [InlineData(1, Activation.Silu, 1)]
    [InlineData(3, Activation.Tanh, 2)]
    [InlineData(4, Activation.Relu, 0)]
    public void The_loss_on_the_tape_is_minus_the_log_density(int n, Activation activation, int depth)
    {
        var head = new ControlHeadCase(ControlHeadCase.Flow(n, activation, depth), 6, stretch: Stretch);
        for (int draw = 0; draw < 10; draw++)
        {
            double[] u = Numbers.Normal(draw, n);
            double expected = -head.TapeLoss(u);
            CloseAssert.Absolute(expected, head.LogProb(u), 1e-4 * Math.Max(1, Math.Abs(expected)), $"draw {draw}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void It_starts_close_to_the_standard_normal(int n)
    {
        var head = new ControlHeadCase(ControlHeadCase.Flow(n), 8, zeroOutputs: true);
        for (int draw = 0; draw < 20; draw++)
        {
            double[] u = Numbers.Uniform(draw, n, -2.5, 2.5);
            CloseAssert.Absolute(u.Sum(x => -0.5 * ((x * x) + Math.Log(2 * Math.PI))), head.LogProb(u), 0.03 * n);
            float[] z = [.. u.Select(x => (float)x)];
            CloseAssert.Absolute(u, head.Transform(z), 0.05);
        }

        (double[] mean, double[] root) = head.Linearize();
        CloseAssert.Absolute(new double[n], mean, 1e-3);
        CloseAssert.Absolute([.. Enumerable.Range(0, n * n).Select(at => at / n == at % n ? 1.0 : 0)], root, 1e-2);
    }

    [Fact]
    public void It_can_be_far_from_Gaussian()
    {
        // The other tests would say little of a density that is one Gaussian.
        var head = new ControlHeadCase(ControlHeadCase.Flow(1), 12, stretch: Stretch);
        double[] curvature = [.. Enumerable.Range(-20, 40).Select(i =>
            head.LogProb((0.1 * i) + 0.1) - (2 * head.LogProb(0.1 * i)) + head.LogProb((0.1 * i) - 0.1))];
        Assert.True(curvature.Max() - curvature.Min() > 0.01);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Whitening_is_the_inverse_of_a_draw(int n)
    {
        var head = new ControlHeadCase(ControlHeadCase.Flow(n), 4, stretch: 1.3f);
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
        var head = new ControlHeadCase(ControlHeadCase.Flow(3), 2);
        double[] u = new double[3], root = new double[9];
        float[] normals = [1, 2, 3];
        Assert.Equal(0, Allocation.AfterWarmUp(head.Run));
        Assert.Equal(0, Allocation.AfterWarmUp(() => head.Linearize(u, root)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => head.LogProb(u)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => head.Transform(normals, u)));
        Assert.Equal(0, Allocation.AfterWarmUp(() => head.Whiten(u, root)));
    }

    [Fact]
    public void Sizes_out_of_range_are_refused()
    {
        Refuses.Argument("controls", () => new FlowControlHead(5, 0, 8, 1, Activation.Silu, 0));
        Refuses.Argument("components", () => new FlowControlHead(5, 3, 8, 1, Activation.Silu, 0, components: 1));
    }
}
