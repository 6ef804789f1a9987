using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Dynamics;

/// <summary>The exact derivative of the discrete step and its transpose, with a direction in each lane.</summary>
internal sealed partial class Lorenz63Propagator<T>
{
    private interface ILanes
    {
        void Apply(ref Vector<T> u, ref Vector<T> v, ref Vector<T> w);
    }

    /// <inheritdoc/>
    public void TangentStep(ReadOnlySpan<T> state, T dt, Span<T> directions, int count)
    {
        Guard.State(3, state.Length, nameof(state));
        Guard.Columns(3, count, directions.Length, nameof(directions));
        EachColumn(directions, count, new TangentLanes(new Linearization(sigma, rho, beta, dt, state)));
    }

    /// <inheritdoc/>
    public void AdjointStep(ReadOnlySpan<T> state, T dt, Span<T> weights, int count)
    {
        Guard.State(3, state.Length, nameof(state));
        Guard.Columns(3, count, weights.Length, nameof(weights));
        EachColumn(weights, count, new AdjointLanes(new Linearization(sigma, rho, beta, dt, state)));
    }

    [MethodImpl(Simd.Hot)]
    private static void EachColumn<TLanes>(Span<T> columns, int count, in TLanes step)
        where TLanes : struct, ILanes
    {
        ref T us = ref MemoryMarshal.GetReference(columns);
        ref T vs = ref Unsafe.Add(ref us, count);
        ref T ws = ref Unsafe.Add(ref vs, count);
        int i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> u = Simd.Load(ref us, i), v = Simd.Load(ref vs, i), w = Simd.Load(ref ws, i);
            step.Apply(ref u, ref v, ref w);
            Simd.Store(u, ref us, i);
            Simd.Store(v, ref vs, i);
            Simd.Store(w, ref ws, i);
        }

        if (i == count)
            return;
        Span<T> ut = columns[i..count], vt = columns[(count + i)..(2 * count)], wt = columns[((2 * count) + i)..];
        Vector<T> up = Simd.LoadPartial<T>(ut), vp = Simd.LoadPartial<T>(vt), wp = Simd.LoadPartial<T>(wt);
        step.Apply(ref up, ref vp, ref wp);
        Simd.StorePartial(up, ut);
        Simd.StorePartial(vp, vt);
        Simd.StorePartial(wp, wt);
    }

    private readonly struct TangentLanes(Linearization step) : ILanes
    {
        private readonly Linearization step = step;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<T> u, ref Vector<T> v, ref Vector<T> w) => step.Tangent(ref u, ref v, ref w);
    }

    private readonly struct AdjointLanes(Linearization step) : ILanes
    {
        private readonly Linearization step = step;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<T> u, ref Vector<T> v, ref Vector<T> w) => step.Adjoint(ref u, ref v, ref w);
    }

    /// <summary>
    /// One step about a state: the field's Jacobian at its four stages. As scalars, broadcast where they are used: vectors here would
    /// stand on the stack, and cross cache lines by where it happens to begin.
    /// </summary>
    private readonly struct Linearization
    {
        private readonly T sigma, beta, dt, half, third, sixth;
        private readonly Stage s1, s2, s3, s4;

        public Linearization(T sigma, T rho, T beta, T dt, ReadOnlySpan<T> state)
        {
            (this.sigma, this.beta, this.dt) = (sigma, -beta, dt);
            (half, third, sixth) = (dt / T.CreateChecked(2), dt / T.CreateChecked(3), dt / T.CreateChecked(6));
            (T x, T y, T z) = (state[0], state[1], state[2]);
            s1 = new Stage(x, y, rho - z);
            (T kx, T ky, T kz) = (sigma * (y - x), (x * (rho - z)) - y, (x * y) - (beta * z));
            (T px, T py, T pz) = (x + (half * kx), y + (half * ky), z + (half * kz));
            s2 = new Stage(px, py, rho - pz);
            (kx, ky, kz) = (sigma * (py - px), (px * (rho - pz)) - py, (px * py) - (beta * pz));
            (px, py, pz) = (x + (half * kx), y + (half * ky), z + (half * kz));
            s3 = new Stage(px, py, rho - pz);
            (kx, ky, kz) = (sigma * (py - px), (px * (rho - pz)) - py, (px * py) - (beta * pz));
            s4 = new Stage(x + (dt * kx), y + (dt * ky), rho - (z + (dt * kz)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Tangent(ref Vector<T> u, ref Vector<T> v, ref Vector<T> w)
        {
            Forward(s1, u, v, w, out Vector<T> ku, out Vector<T> kv, out Vector<T> kw);
            Vector<T> su = ku, sv = kv, sw = kw, two = new(T.One + T.One);
            Vector<T> half = new(this.half), dt = new(this.dt), sixth = new(this.sixth);
            Forward(s2, Simd.MultiplyAdd(half, ku, u), Simd.MultiplyAdd(half, kv, v), Simd.MultiplyAdd(half, kw, w),
                out ku, out kv, out kw);
            (su, sv, sw) = (Simd.MultiplyAdd(two, ku, su), Simd.MultiplyAdd(two, kv, sv), Simd.MultiplyAdd(two, kw, sw));
            Forward(s3, Simd.MultiplyAdd(half, ku, u), Simd.MultiplyAdd(half, kv, v), Simd.MultiplyAdd(half, kw, w),
                out ku, out kv, out kw);
            (su, sv, sw) = (Simd.MultiplyAdd(two, ku, su), Simd.MultiplyAdd(two, kv, sv), Simd.MultiplyAdd(two, kw, sw));
            Forward(s4, Simd.MultiplyAdd(dt, ku, u), Simd.MultiplyAdd(dt, kv, v), Simd.MultiplyAdd(dt, kw, w),
                out ku, out kv, out kw);
            u = Simd.MultiplyAdd(sixth, su + ku, u);
            v = Simd.MultiplyAdd(sixth, sv + kv, v);
            w = Simd.MultiplyAdd(sixth, sw + kw, w);
        }

        /// <summary>From the last stage back: k_i is the adjoint of stage i's slope, a_i that of its point.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Adjoint(ref Vector<T> u, ref Vector<T> v, ref Vector<T> w)
        {
            Vector<T> half = new(this.half), dt = new(this.dt), third = new(this.third), sixth = new(this.sixth);
            Vector<T> tu = third * u, tv = third * v, tw = third * w, lu = sixth * u, lv = sixth * v, lw = sixth * w;
            Backward(s4, lu, lv, lw, out Vector<T> au, out Vector<T> av, out Vector<T> aw);
            (u, v, w) = (u + au, v + av, w + aw);
            Backward(s3, Simd.MultiplyAdd(dt, au, tu), Simd.MultiplyAdd(dt, av, tv), Simd.MultiplyAdd(dt, aw, tw),
                out au, out av, out aw);
            (u, v, w) = (u + au, v + av, w + aw);
            Backward(s2, Simd.MultiplyAdd(half, au, tu), Simd.MultiplyAdd(half, av, tv), Simd.MultiplyAdd(half, aw, tw),
                out au, out av, out aw);
            (u, v, w) = (u + au, v + av, w + aw);
            Backward(s1, Simd.MultiplyAdd(half, au, lu), Simd.MultiplyAdd(half, av, lv), Simd.MultiplyAdd(half, aw, lw),
                out au, out av, out aw);
            (u, v, w) = (u + au, v + av, w + aw);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Forward(
            in Stage s, Vector<T> u, Vector<T> v, Vector<T> w, out Vector<T> ku, out Vector<T> kv, out Vector<T> kw)
        {
            Vector<T> x = new(s.X);
            ku = new Vector<T>(sigma) * (v - u);
            kv = Simd.MultiplyAdd(new Vector<T>(s.Slope), u, -Simd.MultiplyAdd(x, w, v));
            kw = Simd.MultiplyAdd(new Vector<T>(s.Y), u, Simd.MultiplyAdd(x, v, new Vector<T>(beta) * w));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Backward(
            in Stage s, Vector<T> u, Vector<T> v, Vector<T> w, out Vector<T> au, out Vector<T> av, out Vector<T> aw)
        {
            Vector<T> su = new Vector<T>(sigma) * u, x = new(s.X);
            au = Simd.MultiplyAdd(new Vector<T>(s.Slope), v, Simd.MultiplyAdd(new Vector<T>(s.Y), w, -su));
            av = Simd.MultiplyAdd(x, w, su - v);
            aw = Simd.MultiplyAdd(new Vector<T>(beta), w, -(x * v));
        }

        /// <summary>What the Jacobian [-s, s, 0; rho - z, -1, -x; y, x, -b] needs of a stage's point: x, y and rho - z.</summary>
        private readonly struct Stage(T x, T y, T slope)
        {
            public readonly T X = x, Y = y, Slope = slope;
        }
    }
}
