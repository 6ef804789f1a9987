using Vardax.Managed.Dynamics;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>States in columns that start from a system's initial distribution and are moved by its model, with its errors.</summary>
internal sealed class Members
{
    private readonly StateSpaceModel system;
    private readonly double[] root, draws, errors;
    private readonly float[] single;
    private readonly int rank;

    /// <summary>Draws the states.</summary>
    /// <param name="system">The system.</param>
    /// <param name="count">N.</param>
    /// <param name="initial">The key of the draw.</param>
    /// <param name="isSingle">Whether the model moves them in single precision, which takes half the time; a clock stays exact.</param>
    public Members(StateSpaceModel system, int count, RandomKey initial, bool isSingle = false)
    {
        isSingle &= system.Model is not DynamicalSystem { UsesTime: true };
        (this.system, Count) = (system, count);
        States = new double[system.StateDimension * count];
        NormalDraws.Fill(initial, States);
        var state = new double[system.StateDimension];
        for (int i = 0; i < count; i++)
        {
            for (int c = 0; c < state.Length; c++)
                state[c] = States[(c * count) + i];
            system.Initial.Draw(state);
            for (int c = 0; c < state.Length; c++)
                States[(c * count) + i] = state[c];
        }

        root = system.ModelError?.Root() ?? [];
        rank = system.ModelError?.Rank ?? 0;
        (draws, errors) = (new double[rank * count], new double[rank == 0 ? 0 : States.Length]);
        single = new float[isSingle ? States.Length : 0];
    }

    /// <summary>N.</summary>
    public int Count { get; }

    /// <summary>n x N.</summary>
    public double[] States { get; }

    /// <summary>x becomes M(x) + sqrt(dt) q in each step.</summary>
    public void Propagate(double dt, int steps, RandomKey key)
    {
        if (rank == 0)
        {
            Move(dt, steps);
            return;
        }

        for (int step = 0; step < steps; step++)
        {
            Move(dt, 1);
            NormalDraws.Fill(key.Child((ulong)step), draws);
            MatMul.Multiply(system.StateDimension, Count, rank, root, rank, 1, draws, errors, default, default(VectorIdentity<double>));
            Elementwise.Map(errors, States, States, new VectorAddScaled<double>(Math.Sqrt(dt)));
        }
    }

    /// <summary>The first number that is not finite; null if there is none.</summary>
    public string? NotFinite()
    {
        // A sum of squares is not finite if a number is not.
        if (double.IsFinite(Reduction.Dot(States, States)))
            return null;
        int at = Array.FindIndex(States, x => !double.IsFinite(x));
        return at < 0 ? null : FormattableString.Invariant($"{system.Model.Components[at / Count]} of member {at % Count} is {States[at]}");
    }

    private void Move(double dt, int steps)
    {
        if (single.Length == 0)
        {
            system.Model.DoublePrecision.IntegrateEnsemble(States, Count, dt, steps);
            return;
        }

        Precision.Narrow(States, single);
        system.Model.SinglePrecision.IntegrateEnsemble(single, Count, (float)dt, steps);
        Precision.Widen(single, States);
    }
}
