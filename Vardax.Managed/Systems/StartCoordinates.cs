using System.Runtime.CompilerServices;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Systems;

/// <summary>
/// The coordinates that analyses use for the state at a window's start. Without burn-in these are the initial distribution's. After a
/// burn-in a component that is the same in every simulation is fixed there, as a clock is; a component keeps its prior's coordinate if
/// simulated states stay in its support, as constants to be inferred do and populations; any other component is its own coordinate. Only
/// the maps count then, not the distribution.
/// </summary>
internal static class StartCoordinates
{
    // Enough to notice a component that moves; limited, because files ask for this too.
    private const int Members = 64, MostSteps = 1 << 20;

    // What was simulated is kept as long as the settings are.
    private static readonly ConditionalWeakTable<ProblemSettings, InitialDistribution> Simulated = [];

    /// <summary>Of a family of problems; the same for equal settings.</summary>
    public static InitialDistribution Of(ProblemSettings settings) =>
        settings.BurnInSteps == 0 || settings.Initial.IsNormal ? settings.Initial : Simulated.GetValue(settings, Simulate);

    private static InitialDistribution Simulate(ProblemSettings settings)
    {
        InitialDistribution initial = settings.Initial;
        var generator = new ProblemGenerator(settings with
        {
            BurnInSteps = Math.Min(settings.BurnInSteps, MostSteps),
            WindowSteps = 1,
            TotalSteps = 1,
        });
        int n = settings.StateDimension;
        var states = new float[Members * 2 * n];
        generator.GenerateTruths(RandomKey.FromSeed(0), 0, Members, states, new float[generator.ScratchSize(Members)]);
        return new InitialDistribution([.. initial.Components.Select((prior, c) =>
        {
            float[] values = [.. Enumerable.Range(0, 2 * Members).Select(row => states[(row * n) + c])];
            if (values.Where((_, row) => row % 2 == 0).Distinct().Count() == 1)
                return new FixedPrior(values[0]);
            return prior.IsFree && values.Where(float.IsFinite).All(value => double.IsFinite(prior.ToCoordinate(value)))
                ? prior
                : new NormalPrior(0, 1);
        })]);
    }
}
