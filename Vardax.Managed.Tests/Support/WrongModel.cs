using System.Numerics;
using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Support;

/// <summary>Lorenz-63 with one thing wrong, named as <see cref="Vardax.Managed.Systems.PropagatorTest"/> names what finds it; "" for none.</summary>
internal sealed class WrongModel(string fault) : IDynamicalModel
{
    private static readonly Lorenz63 Right = new(), Other = new(rho: 28.5);

    public string Name => "wrong";

    public IReadOnlyList<string> Components => Right.Components;

    public IReadOnlyDictionary<string, double> Parameters => Right.Parameters;

    public IPropagator<float> SinglePrecision { get; } =
        new Propagator<float>((fault == "single precision" ? Other : Right).SinglePrecision, fault);

    public IPropagator<double> DoublePrecision { get; } = new Propagator<double>(Right.DoublePrecision, fault);

    public override bool Equals(object? obj) => fault == "equality" ? ReferenceEquals(this, obj) : obj is WrongModel;

    public override int GetHashCode() => 1;

    private sealed class Propagator<T>(IPropagator<T> inner, string fault) : IPropagator<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T[] shared = new T[3];

        public int Dimension => fault == "dimension" ? 4 : 3;

        public void Integrate(ReadOnlySpan<T> initial, T dt, Span<T> states)
        {
            if (fault == "in place")
                states.Clear();
            if (fault == "threads")
            {
                initial.CopyTo(shared);
                Thread.Sleep(1);
                initial = shared;
            }

            dt = Step(dt);
            T[] start = initial.ToArray();
            inner.Integrate(start, dt, states);
            if (fault == "steps" && states.Length > 3)
                inner.Integrate(start, dt, states[^3..]);
        }

        public void IntegrateEnsemble(Span<T> ensemble, int members, T dt, int steps)
        {
            dt = Step(dt);
            if (fault == "ensemble")
            {
                inner.IntegrateEnsemble(ensemble, members, dt / T.CreateChecked(2), 2 * steps);
                return;
            }

            if (fault != "steps")
                inner.IntegrateEnsemble(ensemble, members, dt, steps);
            var first = new T[3];
            for (int i = 0; i < members && fault == "steps"; i++)
            {
                (first[0], first[1], first[2]) = (ensemble[i], ensemble[members + i], ensemble[(2 * members) + i]);
                var states = new T[3 * steps];
                Integrate(first, dt, states);
                (ensemble[i], ensemble[members + i], ensemble[(2 * members) + i]) = (states[^3], states[^2], states[^1]);
            }
        }

        public void TangentStep(ReadOnlySpan<T> state, T dt, Span<T> directions, int count)
        {
            inner.TangentStep(state, Step(dt), directions, count);
            for (int i = 0; i < count && fault == "tangent"; i++)
                directions[i] *= T.CreateChecked(1.0001);
            if (fault == "columns" && count > 4)
                directions[4] = T.Zero;
        }

        public void AdjointStep(ReadOnlySpan<T> state, T dt, Span<T> weights, int count)
        {
            if (fault == "adjoint")
                inner.TangentStep(state, dt, weights, count);
            else if (fault == "throws")
                throw new NotSupportedException("no adjoint");
            else
                inner.AdjointStep(state, Step(dt), weights, count);
        }

        /// <summary>A step that is consistent, and too long or never negative.</summary>
        private T Step(T dt) => fault == "value" ? dt * T.CreateChecked(1.01) : fault == "negative dt" ? T.Abs(dt) : dt;
    }
}
