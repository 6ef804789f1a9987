using BenchmarkDotNet.Attributes;
using Vardax.Managed.Kernels;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Bench;

/// <summary>Element-wise kernels, the optimizer and random normals over the reference model's 58,322 parameters.</summary>
[MemoryDiagnoser]
public class ElementwiseBenchmarks
{
    private const int Count = 58_322;

    private readonly float[] x = new float[Count], y = new float[Count];
    private readonly Adam adam = new(Count);

    [GlobalSetup]
    public void Setup() => RandomDraws.Normal(RandomKey.FromSeed(0), x);

    [Benchmark(Baseline = true)]
    public void ScalarExp()
    {
        for (int i = 0; i < Count; i++)
            y[i] = MathF.Exp(x[i]);
    }

    [Benchmark]
    public void Exp() => Elementwise.Map<float, VectorExp<float>>(x, y, default);

    [Benchmark]
    public void Tanh() => Elementwise.Map<float, VectorTanh<float>>(x, y, default);

    [Benchmark]
    public void Normal() => RandomDraws.Normal(RandomKey.FromSeed(1), y);

    [Benchmark]
    public void AdamUpdate()
    {
        adam.Begin(1e-6, 1);
        adam.UpdateRange(y, x, 0, Count);
    }

    [Benchmark]
    public double GlobalNorm() => GradientClipping.GlobalNorm(x);
}
