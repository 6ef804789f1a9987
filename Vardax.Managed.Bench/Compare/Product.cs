using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Bench.Compare;

/// <summary>One matrix product, as the training stores its operands: C (m x n) = A (m x k) B (k x n).</summary>
/// <param name="Use">Where it occurs.</param>
/// <param name="M">Rows of C.</param>
/// <param name="N">Columns of C.</param>
/// <param name="K">Terms of each sum.</param>
/// <param name="ATransposed">A is stored k x m, as the inputs in the weight's gradient.</param>
/// <param name="BTransposed">B is stored n x k, as the weights in the input's gradient; ours has to transpose it first.</param>
internal sealed record Product(string Use, int M, int N, int K, bool ATransposed = false, bool BTransposed = false)
{
    private readonly float[] a = Draw(M * K, 0), b = Draw(K * N, 1), transposed = new float[K * N];

    /// <summary>What ours gives.</summary>
    public float[] Ours { get; } = new float[M * N];

    /// <summary>What OpenBLAS gives.</summary>
    public float[] Peer { get; } = new float[M * N];

    public double Flops => 2.0 * M * N * K;

    public void RunOurs()
    {
        if (BTransposed)
            Transpose.Copy<float>(N, K, b, transposed);
        MatMul.Multiply<float, VectorIdentity<float>>(M, N, K, a, ATransposed ? 1 : K, ATransposed ? M : 1,
            BTransposed ? transposed : b, Ours, default, default);
    }

    public void RunPeer() => Blas.Multiply(M, N, K, a, ATransposed, b, BTransposed, Peer);

    private static float[] Draw(int count, ulong seed)
    {
        var values = new float[count];
        RandomDraws.Normal(RandomKey.FromSeed(seed), values);
        return values;
    }
}
