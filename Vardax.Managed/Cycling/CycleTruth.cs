using Vardax.Managed.Gaussians;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cycling;

/// <summary>A truth of an experiment at the times of its analyses, and what is observed of it.</summary>
internal sealed class CycleTruth
{
    private readonly double[] states, values;
    private readonly int n, p;

    /// <summary>Simulates.</summary>
    /// <exception cref="ArgumentException">The truth diverges.</exception>
    public CycleTruth(CycleExperiment experiment, RandomKey key)
    {
        StateSpaceModel system = experiment.System;
        (n, p) = (system.StateDimension, system.Instruments);
        (states, values) = (new double[experiment.Cycles * n], new double[experiment.Cycles * p]);
        Mask = new float[p];
        for (int i = 0; i < p; i++)
            Mask[i] = experiment.Observed.Count == 0 || experiment.Observed.Contains(i) ? 1 : 0;
        var truth = new Members(system, 1, key.InitialState());
        var climate = new Climate(n);
        var errors = new double[p];
        climate.Add(truth.States);
        for (int cycle = 0; cycle < experiment.Cycles; cycle++)
        {
            for (int step = 0; step < experiment.Every; step++)
            {
                truth.Propagate(system.Dt, 1, key.ModelErrors().Child(((ulong)cycle * (ulong)experiment.Every) + (ulong)step));
                climate.Add(truth.States);
            }

            truth.States.CopyTo(states, cycle * n);
            Span<double> seen = values.AsSpan(cycle * p, p);
            system.Observing.Operator.Apply(truth.States, seen);
            InstrumentErrors.Draw(system.Observing, key.ObservationErrors().Child((ulong)cycle), errors);
            Elementwise.Map(errors, seen, seen, default(VectorAdd<double>));
            for (int i = 0; i < p; i++)
                seen[i] = system.Observing.Instruments[i].Error.ToRaw(seen[i]);
        }

        Climate = climate.Result();
    }

    /// <summary>Mean and covariance of all its states.</summary>
    public Gaussian Climate { get; }

    /// <summary>1 for each instrument that observes.</summary>
    public float[] Mask { get; }

    /// <summary>The state at an analysis.</summary>
    public ReadOnlySpan<double> State(int cycle) => states.AsSpan(cycle * n, n);

    /// <summary>The observations of an analysis, as the instruments give them.</summary>
    public ReadOnlySpan<double> Values(int cycle) => values.AsSpan(cycle * p, p);
}
