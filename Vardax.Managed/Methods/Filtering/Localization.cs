using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// Which components and observations are near each other: sites of the families x[0], x[1], ... on a ring, or the components in order if there
/// is no family. What stands beside families (a constant, a clock) is near everything. An observation stands at the components that its
/// operator's derivative depends on.
/// </summary>
internal sealed class Localization
{
    // Tapers below this are left out.
    private const double Cutoff = 1e-3;

    private readonly (int Site, int Sites)[] places;
    private readonly int[][] seen;
    private readonly double radius;

    /// <summary>Finds the places.</summary>
    public Localization(StateSpaceModel system, double radius)
    {
        this.radius = radius;
        places = Places(system.Model.Components);
        seen = Seen(system);
    }

    /// <summary>Consecutive components of one family, so many at most.</summary>
    public int[][] Batches(int size)
    {
        var batches = new List<int[]>();
        for (int c = 0; c < places.Length;)
        {
            int end = c + 1;
            while (end < places.Length && end - c < size && places[end].Site == places[end - 1].Site + 1 && places[end].Sites == places[c].Sites)
                end++;
            batches.Add([.. Enumerable.Range(c, end - c)]);
            c = end;
        }

        return [.. batches];
    }

    /// <summary>The observations near some components, by their mean distance, with their tapers.</summary>
    public (int Index, double Taper)[] ObservationsNear(IReadOnlyList<int> components) => Near(seen.Length,
        observation => components.Average(component => Distance(observation, component)));

    /// <summary>The components near an observation, with their tapers.</summary>
    public (int Index, double Taper)[] ComponentsNear(int observation) => Near(places.Length, component => Distance(observation, component));

    private (int, double)[] Near(int count, Func<int, double> distance) =>
        [.. Enumerable.Range(0, count).Select(i => (i, GaspariCohn.Taper(distance(i), radius))).Where(near => near.Item2 > Cutoff)];

    private double Distance(int observation, int component)
    {
        double least = double.PositiveInfinity;
        foreach (int other in seen[observation])
            least = Math.Min(least, Between(places[component], places[other]));
        return seen[observation].Length == 0 ? 0 : least;
    }

    /// <summary>In sites of the first; 0 if one stands nowhere.</summary>
    private static double Between((int Site, int Sites) a, (int Site, int Sites) b)
    {
        if (a.Sites == 0 || b.Sites == 0)
            return 0;
        double apart = Math.Abs(a.Site - ((double)b.Site * a.Sites / b.Sites));
        return Math.Min(apart, a.Sites - apart);
    }

    private static (int, int)[] Places(IReadOnlyList<string> components)
    {
        static string? Family(string name) => name.EndsWith(']') ? name[..name.IndexOf('[', StringComparison.Ordinal)] : null;
        ILookup<string?, string> families = components.ToLookup(Family);
        if (families.All(family => family.Key is null))
            return [.. components.Select((_, c) => (c, components.Count))];
        return [.. components.Select((name, c) => Family(name) is { } family
            ? (components.Take(c).Count(other => Family(other) == family), families[family].Count()) : (0, 0))];
    }

    private static int[][] Seen(StateSpaceModel system)
    {
        int n = system.StateDimension, p = system.Instruments;
        double[] state = new double[n], weights = new double[p], gradient = new double[n];
        for (int c = 0; c < n; c++)
        {
            // Off the mean, where a derivative may vanish.
            ComponentPrior prior = system.Initial.Components[c];
            state[c] = prior.ToPhysical(prior.Mean + (prior.Std * (0.1 + (0.8 * c / n))));
        }

        var result = new int[p][];
        for (int j = 0; j < p; j++)
        {
            weights[j] = 1;
            system.Observing.Operator.Adjoint(state, weights, gradient);
            weights[j] = 0;
            result[j] = [.. Enumerable.Range(0, n).Where(c => gradient[c] != 0)];
        }

        return result;
    }
}
