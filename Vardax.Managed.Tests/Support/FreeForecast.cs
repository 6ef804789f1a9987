using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;

namespace Vardax.Managed.Tests.Support;

/// <summary>The model run from a state with no observations.</summary>
internal static class FreeForecast
{
    /// <summary>The <paramref name="steps"/> states after <paramref name="state"/>, which is the first of the trajectory.</summary>
    /// <exception cref="ArgumentException">The state has not the model's dimension, or a setting is out of range.</exception>
    public static Trajectory Run(IDynamicalModel model, ReadOnlySpan<float> state, double dt, int steps)
    {
        ArgumentNullException.ThrowIfNull(model);
        var grid = new TimeGrid(dt, steps);
        int dimension = model.Components.Count;
        Guard.Length(dimension, state.Length, nameof(state));
        var values = new float[grid.Count * dimension];
        state.CopyTo(values);
        model.SinglePrecision.Integrate(state, (float)dt, values.AsSpan(dimension));
        return new Trajectory(grid, dimension, values);
    }
}
