using BenchmarkDotNet.Attributes;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Bench;

/// <summary>Matrix products at the shapes of the reference workload: m x k times k x n.</summary>
[MemoryDiagnoser]
public class MatMulBenchmarks
{
    private float[] a = [], b = [], c = [], bias = [];
    private int m, n, k;

    [Params("64x64x64", "64x64x306", "64x153x64", "306x64x64", "1x64x306", "1x153x64")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Shape.Split('x').Select(int.Parse)];
        (m, n, k) = (sizes[0], sizes[1], sizes[2]);
        (a, b, c, bias) = (new float[m * k], new float[k * n], new float[m * n], new float[n]);
        RandomDraws.Normal(RandomKey.FromSeed(0), a);
        RandomDraws.Normal(RandomKey.FromSeed(1), b);
    }

    [Benchmark(Baseline = true)]
    public void Scalar()
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = bias[j];
                for (int p = 0; p < k; p++)
                    sum += a[(i * k) + p] * b[(p * n) + j];
                c[(i * n) + j] = sum;
            }
        }
    }

    [Benchmark]
    public void Forward() => MatMul.Multiply<float, VectorRelu<float>>(m, n, k, a, k, 1, b, c, bias, default);

    [Benchmark]
    public void TransposedLeft() => MatMul.Multiply<float, VectorIdentity<float>>(m, n, k, a, 1, m, b, c, default, default);
}
