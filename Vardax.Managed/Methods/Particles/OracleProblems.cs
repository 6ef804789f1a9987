using Vardax.Managed.Dynamics;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Particles;

/// <summary>Checks that problems belong together and to one prior.</summary>
internal static class OracleProblems
{
    /// <summary>Indices of the entries at which all the problems are observed, ascending.</summary>
    /// <exception cref="ArgumentException">
    /// There are none, or one is missing, has other settings or another mask, or has an observation that is not finite.
    /// </exception>
    public static int[] Observed(IReadOnlyList<ObservedWindow> problems, ProblemSettings settings)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (problems.Count == 0)
            throw new ArgumentException("Expected at least one problem, found none.", nameof(problems));
        for (int p = 0; p < problems.Count; p++)
        {
            if (Objection(problems[p], problems[0], settings) is string objection)
                throw new ArgumentException($"Problem {p} {objection}.", nameof(problems));
        }

        return [.. Enumerable.Range(0, settings.ObservationEntries).Where(i => problems[0].Mask[i] != 0)];
    }

    private static string? Objection(ObservedWindow? problem, ObservedWindow first, ProblemSettings settings)
    {
        if (problem is null)
            return "is missing";
        foreach (((string name, string found), (_, string expected)) in Describe(problem.Settings).Zip(Describe(settings)))
        {
            if (found != expected)
                return $"has {name} {found}; expected the generator's, {expected}";
        }

        if (!problem.Settings.Observing.Operator.Equals(settings.Observing.Operator))
            return "has another observation operator than the generator";
        if (!problem.Mask.AsSpan().SequenceEqual(first.Mask))
            return "has another mask than problem 0; expected the same, since one simulation is weighed for all";
        int bad = Enumerable.Range(0, problem.Mask.Length)
            .FirstOrDefault(i => problem.Mask[i] != 0 && !float.IsFinite(problem.Observations[i]), -1);
        return bad < 0 ? null : Text($"has observation {problem.Observations[bad]} at entry {bad}; expected a finite number");
    }

    /// <summary>The settings that prior, window and noise depend on; where a generator would observe is not among them.</summary>
    private static IEnumerable<(string Name, string Value)> Describe(ProblemSettings settings)
    {
        IDynamicalModel model = settings.Model;
        yield return (nameof(settings.Model), model.Name + string.Concat(
            model.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => Text($" {p.Key}={p.Value}"))));
        yield return (nameof(settings.StateDimension), Text($"{settings.StateDimension}"));
        yield return (nameof(settings.Initial), $"{settings.Initial}");
        yield return (nameof(settings.BurnInSteps), Text($"{settings.BurnInSteps}"));
        yield return (nameof(settings.WindowSteps), Text($"{settings.WindowSteps}"));
        yield return (nameof(settings.Dt), Text($"{settings.Dt}"));
        yield return (nameof(settings.Observing), string.Join(", ", settings.Observing.Instruments.Select(i => $"{i.Name} {i.Error}")));
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
