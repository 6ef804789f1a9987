using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Dynamics;

/// <summary>
/// Lorenz-63 under classical RK4, written once over vector lanes: a lane is a member of an ensemble, or the one state of a single
/// trajectory, so that both give the same bits.
/// </summary>
internal sealed partial class Lorenz63Propagator<T>(T sigma, T rho, T beta) : IPropagator<T>, IVectorField<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A block of members stays in the first-level cache over all steps; one vector at a time, since interleaving spills.
    private const int BlockVectors = 16;

    /// <inheritdoc/>
    public int Dimension => 3;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<T> x, Span<T> derivative)
    {
        (T x0, T y0, T z0) = (x[0], x[1], x[2]);
        derivative[0] = sigma * (y0 - x0);
        derivative[1] = (x0 * (rho - z0)) - y0;
        derivative[2] = (x0 * y0) - (beta * z0);
    }

    /// <inheritdoc/>
    [MethodImpl(Simd.Hot)]
    public void Integrate(ReadOnlySpan<T> initial, T dt, Span<T> states)
    {
        Guard.State(3, initial.Length, nameof(initial));
        if (states.Length % 3 != 0)
            throw new ArgumentException($"Expected whole states of 3 components, found {states.Length} values.", nameof(states));
        Vector<T> x = new(initial[0]), y = new(initial[1]), z = new(initial[2]);
        Stepper stepper = new(sigma, rho, beta, dt);
        ref T state = ref MemoryMarshal.GetReference(states);
        for (int step = states.Length / 3; step > 0; step--)
        {
            stepper.Step(ref x, ref y, ref z);
            state = x.ToScalar();
            Unsafe.Add(ref state, 1) = y.ToScalar();
            Unsafe.Add(ref state, 2) = z.ToScalar();
            state = ref Unsafe.Add(ref state, 3);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Simd.Hot)]
    public void IntegrateEnsemble(Span<T> ensemble, int members, T dt, int steps)
    {
        Guard.Columns(3, members, ensemble.Length, nameof(ensemble));
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        int width = Vector<T>.Count;
        int whole = members - (members % width);
        Stepper stepper = new(sigma, rho, beta, dt);
        ref T xs = ref MemoryMarshal.GetReference(ensemble);
        ref T ys = ref Unsafe.Add(ref xs, members);
        ref T zs = ref Unsafe.Add(ref ys, members);
        for (int start = 0; start < whole; start += BlockVectors * width)
        {
            int end = Math.Min(start + (BlockVectors * width), whole);
            for (int step = 0; step < steps; step++)
            {
                for (int i = start; i < end; i += width)
                {
                    Vector<T> x = Simd.Load(ref xs, i), y = Simd.Load(ref ys, i), z = Simd.Load(ref zs, i);
                    stepper.Step(ref x, ref y, ref z);
                    Simd.Store(x, ref xs, i);
                    Simd.Store(y, ref ys, i);
                    Simd.Store(z, ref zs, i);
                }
            }
        }

        if (whole == members)
            return;
        Span<T> tx = ensemble[whole..members], ty = ensemble[(members + whole)..(2 * members)], tz = ensemble[((2 * members) + whole)..];
        Vector<T> xt = Simd.LoadPartial<T>(tx), yt = Simd.LoadPartial<T>(ty), zt = Simd.LoadPartial<T>(tz);
        for (int step = 0; step < steps; step++)
            stepper.Step(ref xt, ref yt, ref zt);
        Simd.StorePartial(xt, tx);
        Simd.StorePartial(yt, ty);
        Simd.StorePartial(zt, tz);
    }

    /// <summary>The constants of a step, broadcast once.</summary>
    private readonly struct Stepper(T sigma, T rho, T beta, T dt)
    {
        private readonly Vector<T> sigma = new(sigma), rho = new(rho), beta = new(-beta), dt = new(dt);
        private readonly Vector<T> half = new(dt / T.CreateChecked(2)), sixth = new(dt / T.CreateChecked(6));

        /// <summary>One classical RK4 step of every lane.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step(ref Vector<T> x, ref Vector<T> y, ref Vector<T> z)
        {
            Field(x, y, z, out Vector<T> kx, out Vector<T> ky, out Vector<T> kz);
            Vector<T> sx = kx, sy = ky, sz = kz, two = new(T.One + T.One);
            Field(Simd.MultiplyAdd(half, kx, x), Simd.MultiplyAdd(half, ky, y), Simd.MultiplyAdd(half, kz, z),
                out kx, out ky, out kz);
            sx = Simd.MultiplyAdd(two, kx, sx);
            sy = Simd.MultiplyAdd(two, ky, sy);
            sz = Simd.MultiplyAdd(two, kz, sz);
            Field(Simd.MultiplyAdd(half, kx, x), Simd.MultiplyAdd(half, ky, y), Simd.MultiplyAdd(half, kz, z),
                out kx, out ky, out kz);
            sx = Simd.MultiplyAdd(two, kx, sx);
            sy = Simd.MultiplyAdd(two, ky, sy);
            sz = Simd.MultiplyAdd(two, kz, sz);
            Field(Simd.MultiplyAdd(dt, kx, x), Simd.MultiplyAdd(dt, ky, y), Simd.MultiplyAdd(dt, kz, z),
                out kx, out ky, out kz);
            x = Simd.MultiplyAdd(sixth, sx + kx, x);
            y = Simd.MultiplyAdd(sixth, sy + ky, y);
            z = Simd.MultiplyAdd(sixth, sz + kz, z);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Field(
            Vector<T> x, Vector<T> y, Vector<T> z, out Vector<T> kx, out Vector<T> ky, out Vector<T> kz)
        {
            kx = sigma * (y - x);
            ky = Simd.MultiplyAdd(x, rho - z, -y);
            kz = Simd.MultiplyAdd(x, y, beta * z);
        }
    }
}
