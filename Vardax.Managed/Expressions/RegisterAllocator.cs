namespace Vardax.Managed.Expressions;

/// <summary>
/// Registers of the lanes, in the order of the steps: a value's register is free after the last step that reads it. Inputs keep
/// theirs, and where the results are the next inputs, a result is computed in its input's register if that is read no more.
/// </summary>
internal sealed class RegisterAllocator
{
    private readonly ProgramDrafts drafts;
    private readonly Dictionary<int, int> lastUse = [], target = [];
    private readonly Dictionary<int, Operand> places = [];
    private readonly Dictionary<int, Stack<Operand>> free = [];
    private readonly HashSet<int> inputs;

    /// <summary>Prepares the allocation.</summary>
    /// <param name="drafts">The steps, and what has to stand at the end.</param>
    /// <param name="inputs">The input nodes.</param>
    /// <param name="steps">Whether the results are the next inputs.</param>
    public RegisterAllocator(ProgramDrafts drafts, IReadOnlyList<int> inputs, bool steps)
    {
        (this.drafts, this.inputs) = (drafts, [.. inputs]);
        for (int at = 0; at < drafts.Lanes.Count; at++)
        {
            Draft draft = drafts.Lanes[at];
            (lastUse[draft.A.Id], lastUse[draft.B.Id], lastUse[draft.C.Id]) = (at, at, at);
        }

        foreach (Source result in drafts.Results)
            lastUse[result.Id] = int.MaxValue;
        foreach (int input in inputs)
            places[input] = New(drafts.Length(input));
        if (steps)
            FindTargets(inputs);
    }

    /// <summary>Rows of all registers.</summary>
    public int Rows { get; private set; }

    /// <summary>Number of registers.</summary>
    public int Count { get; private set; }

    /// <summary>Where a value of the lanes stands.</summary>
    public Operand Locate(Source source) => source.Of(places[source.Id]);

    /// <summary>The steps with registers.</summary>
    /// <param name="locateCommon">Where a value of the common part stands.</param>
    public IEnumerable<ProgramStep> Run(Func<Source, Operand> locateCommon)
    {
        for (int at = 0; at < drafts.Lanes.Count; at++)
        {
            Draft draft = drafts.Lanes[at];
            ProgramStep step = ProgramCompiler.Step(draft with { Result = Source.None }, source =>
                drafts.IsLane(source.Id) ? Locate(source) : locateCommon(source));
            int id = draft.Result.Id, sites = drafts.Length(id);
            int[] dead = [.. ((int[])[draft.A.Id, draft.B.Id, draft.C.Id]).Distinct()
                .Where(used => used >= 0 && drafts.IsLane(used) && !inputs.Contains(used) && lastUse[used] == at)];
            foreach (int used in dead.Where(used => drafts.Length(used) == sites && draft.MayReplace(used)))
                Free(used);
            if (!places.ContainsKey(id))
                places[id] = Target(id, draft, at) is int input ? places[input] : Take(sites);
            foreach (int used in dead.Where(used => drafts.Length(used) != sites || !draft.MayReplace(used)))
                Free(used);
            yield return step with { D = Locate(draft.Result) };
        }
    }

    /// <summary>The result of a whole input, in one piece.</summary>
    private void FindTargets(IReadOnlyList<int> inputs)
    {
        int row = 0;
        foreach (int input in inputs)
        {
            int sites = drafts.Length(input), id = drafts.Results[row].Id;
            bool whole = drafts.IsLane(id) && !this.inputs.Contains(id) && drafts.Length(id) == sites;
            for (int site = 0; site < sites; site++)
                whole &= drafts.Results[row + site] == new Source(id, site);
            if (whole)
                target.TryAdd(id, input);
            row += sites;
        }
    }

    private int? Target(int id, in Draft draft, int at)
    {
        if (!target.TryGetValue(id, out int input))
            return null;
        int last = lastUse.GetValueOrDefault(input, -1);
        return last < at || (last == at && draft.MayReplace(input)) ? input : null;
    }

    private void Free(int id)
    {
        Operand place = places[id];
        if (!free.TryGetValue(place.Length, out Stack<Operand>? stack))
            free[place.Length] = stack = [];
        stack.Push(place);
    }

    private Operand Take(int sites) => free.TryGetValue(sites, out Stack<Operand>? stack) && stack.TryPop(out Operand place)
        ? place
        : New(sites);

    private Operand New(int sites)
    {
        var place = new Operand(true, Rows, Count++, sites);
        Rows += sites;
        return place;
    }
}
