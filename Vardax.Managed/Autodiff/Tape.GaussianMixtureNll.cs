using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>
    /// Negative log density of each row's number under a mixture of K Gaussians (Bishop 1994, "Mixture density networks"):
    /// nll[i] = -log sum over k of p_k N(x; m_k, e^{-2 t_k}), p = softmax(w), t = b tanh(d / b); batch x 1. With z_k =
    /// e^{t_k} (x - m_k) and r_k the share of component k in the density at x: dw_k += (p_k - r_k) dn, dm_k -= r_k z_k e^{t_k} dn,
    /// dd_k += r_k (z_k^2 - 1) (1 - tanh(d_k / b)^2) dn, dx -= the sum of dm. Far from all components the loss is quadratic.
    /// </summary>
    /// <param name="mixture">Batch x 3 K: the logits w, means m, and unbounded logarithms d of the inverse deviations.</param>
    /// <param name="x">x, batch x 1.</param>
    /// <param name="bound">b.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or the bound is not positive.</exception>
    public Variable GaussianMixtureNll(Variable mixture, Variable x, T bound)
    {
        if (x.Columns != 1)
            throw new ArgumentException($"Expected 1 column, found {x.Columns}.", nameof(x));
        if (mixture.Rows != x.Rows || mixture.Columns % 3 != 0)
        {
            throw new ArgumentException(
                $"Expected {x.Rows} x a multiple of 3, found {mixture.Rows} x {mixture.Columns}.", nameof(mixture));
        }

        Guard.Positive(bound);
        return Record(GaussianMixtureNllOperation.Instance, x.Rows, 1, mixture, x, scalar: bound);
    }

    private sealed class GaussianMixtureNllOperation : Operation
    {
        public static readonly GaussianMixtureNllOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node)
        {
            int count = tape.nodes[node.A].Columns / 3;
            Span<T> scratch = tape.Scratch(3 * count), logs = scratch[(2 * count)..], nll = tape.ResultOf(ref node);
            T constant = T.CreateChecked(0.5) * T.Log(T.Tau);
            for (int row = 0; row < node.Rows; row++)
            {
                ReadOnlySpan<T> mixture = tape.ValueOf(node.A).Slice(row * 3 * count, 3 * count);
                Components(mixture, tape.ValueOf(node.B)[row], node.Scalar, scratch);
                nll[row] = LogSumExp(mixture[..count]) - LogSumExp(logs) + constant;
            }
        }

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            int count = tape.nodes[node.A].Columns / 3;
            Span<T> scratch = tape.Scratch(3 * count);
            Span<T> tanh = scratch[..count], scale = scratch.Slice(count, count), logs = scratch[(2 * count)..];
            Span<T> mixtureAdjoint = tape.Wants(node.A) ? tape.AccumulatedAdjoint(node.A) : default;
            Span<T> stateAdjoint = tape.Wants(node.B) ? tape.AccumulatedAdjoint(node.B) : default;
            for (int row = 0; row < node.Rows; row++)
            {
                ReadOnlySpan<T> mixture = tape.ValueOf(node.A).Slice(row * 3 * count, 3 * count);
                T x = tape.ValueOf(node.B)[row], dn = tape.AdjointOf(ref node)[row];
                Components(mixture, x, node.Scalar, scratch);
                T prior = LogSumExp(mixture[..count]), total = LogSumExp(logs);
                for (int k = 0; k < count; k++)
                {
                    T share = T.Exp(logs[k] - total) * dn, z = scale[k] * (x - mixture[count + k]), dx = share * z * scale[k];
                    if (!stateAdjoint.IsEmpty)
                        stateAdjoint[row] += dx;
                    if (mixtureAdjoint.IsEmpty)
                        continue;
                    Span<T> adjoint = mixtureAdjoint.Slice(row * 3 * count, 3 * count);
                    adjoint[k] += (T.Exp(mixture[k] - prior) * dn) - share;
                    adjoint[count + k] -= dx;
                    adjoint[(2 * count) + k] += share * ((z * z) - T.One) * (T.One - (tanh[k] * tanh[k]));
                }
            }
        }

        /// <summary>Writes tanh(d / b), e^t, and w + t - z^2 / 2 of each component.</summary>
        private static void Components(ReadOnlySpan<T> mixture, T x, T bound, Span<T> scratch)
        {
            int count = mixture.Length / 3;
            Span<T> tanh = scratch[..count], scale = scratch.Slice(count, count), logs = scratch[(2 * count)..];
            Kernels.Elementwise.Map(mixture[(2 * count)..], tanh, new VectorScale<T>(T.One / bound));
            Kernels.Elementwise.Map(tanh, tanh, default(VectorTanh<T>));
            Kernels.Elementwise.Map(tanh, logs, new VectorScale<T>(bound));
            Kernels.Elementwise.Map(logs, scale, default(VectorExp<T>));
            T half = T.CreateChecked(0.5);
            for (int k = 0; k < count; k++)
            {
                T z = scale[k] * (x - mixture[count + k]);
                logs[k] += mixture[k] - (half * z * z);
            }
        }

        private static T LogSumExp(ReadOnlySpan<T> x)
        {
            T largest = x[0], sum = T.Zero;
            foreach (T value in x)
                largest = T.Max(largest, value);
            foreach (T value in x)
                sum += T.Exp(value - largest);
            return largest + T.Log(sum);
        }
    }
}
