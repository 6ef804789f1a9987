using Vardax.Managed.Kernels;

namespace Vardax.Managed.Bench.Metropolis;

/// <summary>
/// Random-walk Metropolis whose proposals have the covariance of the chain so far, times 2.38^2 / d (Haario, Saksman and Tamminen 2001), in
/// the warm-up; fixed after, so that the draws kept are of one Markov chain.
/// </summary>
internal static class MetropolisChain
{
    private const int Starts = 1000, Window = 500;

    /// <summary>Runs a chain from the best of a thousand draws of the prior.</summary>
    /// <param name="target">What to sample.</param>
    /// <param name="seed">Of the chain's random numbers.</param>
    /// <param name="warmUp">Steps that are dropped.</param>
    /// <param name="draws">Steps that are kept.</param>
    /// <returns>The free components, (component, draw), and the share of proposals that were taken.</returns>
    public static (double[][] Draws, double Accepted) Run(ExactTarget target, int seed, int warmUp, int draws)
    {
        var random = new Random(seed);
        int n = target.Dimension, taken = 0;
        double[] x = Enumerable.Range(0, Starts).Select(_ => target.Draw(random)).MaxBy(u => target.LogDensity(u))!;
        double[] proposal = new double[n], normals = new double[n], sum = new double[n], root = new double[n * n];
        double[] squares = new double[n * n];
        double density = target.LogDensity(x), scale = 0.02;
        double[][] kept = [.. Enumerable.Range(0, n).Select(_ => new double[draws])];
        for (int i = 0; i < n; i++)
            root[i * (n + 1)] = scale;
        for (int step = 0, since = 0; step < warmUp + draws; step++)
        {
            for (int i = 0; i < n; i++)
                normals[i] = ExactTarget.Normal(random);
            for (int i = 0; i < n; i++)
            {
                proposal[i] = x[i];
                for (int j = 0; j <= i; j++)
                    proposal[i] += root[(i * n) + j] * normals[j];
            }

            double proposed = target.LogDensity(proposal);
            if (Math.Log(1 - random.NextDouble()) < proposed - density)
            {
                (density, x, proposal) = (proposed, proposal, x);
                taken += step >= warmUp ? 1 : 0;
            }

            if (step >= warmUp)
            {
                double[] physical = target.Physical(x);
                for (int i = 0; i < n; i++)
                    kept[i][step - warmUp] = physical[i];
                continue;
            }

            since++;
            for (int i = 0; i < n; i++)
            {
                sum[i] += x[i];
                for (int j = 0; j < n; j++)
                    squares[(i * n) + j] += x[i] * x[j];
            }

            // What the walk to the typical set has left is forgotten twice on the way.
            if (step == warmUp / 8 || step == warmUp / 3)
            {
                Array.Clear(sum);
                Array.Clear(squares);
                since = 0;
            }
            else if (step % Window == Window - 1 && since > Window)
            {
                for (int i = 0; i < n; i++)
                {
                    for (int j = 0; j < n; j++)
                        root[(i * n) + j] = 2.38 * 2.38 / n * ((squares[(i * n) + j] / since) - (sum[i] * sum[j] / since / since) + (i == j ? 1e-8 : 0));
                }

                if (!Cholesky.TryLower(root, n))
                    throw new InvalidOperationException("The chain's covariance is not positive definite.");
            }
        }

        return (kept, (double)taken / draws);
    }
}
