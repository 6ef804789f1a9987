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
    private readonly int rank;

    /// <summary>Draws the states.</summary>
    /// <param name="system">The system.</param>
    /// <param name="count">N.</param>
    /// <param name="initial">The key of the draw.</param>
    public Members(StateSpaceModel system, int count, RandomKey initial)
    {
        (this.system, Count) = (system, count);
        States = new double[system.StateDimension * count];
        NormalDraws.Fill(initial, States);
        for (int c = 0, at = 0; c < system.StateDimension; c++)
        {
            ComponentPrior prior = system.Initial.Components[c];
            for (int i = 0; i < count; i++, at++)
                States[at] = prior.ToPhysical(prior.Mean + (prior.Std * States[at]));
        }

        root = system.ModelError?.Root() ?? [];
        rank = system.ModelError?.Rank ?? 0;
        (draws, errors) = (new double[rank * count], new double[rank == 0 ? 0 : States.Length]);
    }

    /// <summary>N.</summary>
    public int Count { get; }

    /// <summary>n x N.</summary>
    public double[] States { get; }

    /// <summary>x becomes M(x) + sqrt(dt) q in each step.</summary>
    public void Propagate(double dt, int steps, RandomKey key)
    {
        IPropagator<double> model = system.Model.DoublePrecision;
        if (rank == 0)
        {
            model.IntegrateEnsemble(States, Count, dt, steps);
            return;
        }

        for (int step = 0; step < steps; step++)
        {
            model.IntegrateEnsemble(States, Count, dt, 1);
            NormalDraws.Fill(key.Child((ulong)step), draws);
            MatMul.Multiply(system.StateDimension, Count, rank, root, rank, 1, draws, errors, default, default(VectorIdentity<double>));
            Elementwise.Map(errors, States, States, new VectorAddScaled<double>(Math.Sqrt(dt)));
        }
    }
}
