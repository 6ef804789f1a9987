using System.Globalization;
using Vardax.Managed.Kernels;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// The cells of a cyclic lattice that is observed alike in each: what families of components and instruments, <c>name[0]</c> to
/// <c>name[n - 1]</c>, have in the sites of one period of the observations. A network for a cell then serves all of them.
/// </summary>
internal sealed class Lattice
{
    // A cell sees so many on each side, and a lattice worth the name is wider than what a cell's features know of.
    private const int Reach = 2, FewestCells = (4 * Reach) + 1;

    // Sites on each side that a component's precision reaches.
    private const int Band = 4;

    private readonly int[][] observed, controls;
    private readonly (int Family, int Site)[] places;
    private readonly int sites, families;

    private Lattice(int sites, int[][] observed, int[][] controls, (int Family, int Site)[] places)
    {
        (this.sites, this.observed, this.controls, this.places) = (sites, observed, controls, places);
        families = places.Max(place => place.Family) + 1;
    }

    /// <summary>Number of cells.</summary>
    public int Cells => controls.Length;

    /// <summary>The cells of a family of problems; null if its state is no lattice, or not observed as one.</summary>
    public static Lattice? Of(ProblemSettings settings)
    {
        float[] mask = settings.CreateMask();
        int[] observed = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] != 0)];
        IReadOnlyList<Instrument> instruments = settings.Observing.Instruments;
        (string Name, int Site)?[] components = [.. settings.Model.Components.Select(Site)];
        (string Name, int Site)?[] seen = [.. instruments.Select(one => Site(one.Name))];
        if (components.Length < FewestCells || observed.Length == 0 || components.Any(c => c is null))
            return null;
        int[] free = [.. StartCoordinates.Of(settings).Free];
        var names = components.Select(c => c!.Value.Name).Distinct().ToList();
        int sites = components.Max(c => c!.Value.Site) + 1;
        if (free.Length != components.Length || components.Length != names.Count * sites || components.Distinct().Count() != components.Length)
            return null;
        (int Family, int Site)[] places = [.. components.Select(c => (names.IndexOf(c!.Value.Name), c.Value.Site))];
        var entries = new (int Step, Instrument Instrument, string Name, int Site)[observed.Length];
        for (int i = 0; i < observed.Length; i++)
        {
            if (seen[observed[i] % instruments.Count] is not var (name, site) || site >= sites)
                return null;
            entries[i] = (observed[i] / instruments.Count, instruments[observed[i] % instruments.Count], name, site);
        }

        for (int period = 1; sites / period >= FewestCells; period++)
        {
            if (sites % period != 0)
                continue;
            // What a cell sees, in an order that all cells share, and where that stands among the observed entries.
            var cells = Enumerable.Range(0, entries.Length).GroupBy(i => entries[i].Site / period).OrderBy(cell => cell.Key)
                .Select(cell => cell.Select(i => (Kind: (entries[i].Step, entries[i].Name, entries[i].Instrument.Error, Site: entries[i].Site % period), Entry: i))
                    .OrderBy(e => e.Kind.Step).ThenBy(e => e.Kind.Name, StringComparer.Ordinal).ThenBy(e => e.Kind.Site).ToArray()).ToArray();
            if (cells.Length == sites / period && cells.All(cell => cell.Select(e => e.Kind).SequenceEqual(cells[0].Select(e => e.Kind))))
            {
                int[][] controls = [.. Enumerable.Range(0, cells.Length).Select(cell =>
                    Enumerable.Range(0, places.Length).Where(i => places[i].Site / period == cell).ToArray())];
                return new Lattice(sites, [.. cells.Select(cell => cell.Select(e => e.Entry).ToArray())], controls, places);
            }
        }

        return null;
    }

    /// <summary>From p observations and their mask, side by side, to what each cell's network sees.</summary>
    public GatherMap ObservationPatches()
    {
        int p = Cells * observed[0].Length;
        return Patches(2 * p, cell => [.. observed[cell], .. observed[cell].Select(i => p + i)]);
    }

    /// <summary>From the features of the cells, side by side, to what each cell's network sees.</summary>
    public GatherMap FeaturePatches(int features) =>
        Patches(Cells * features, cell => [.. Enumerable.Range(cell * features, features)]);

    /// <summary>The features of the cells, side by side.</summary>
    public GatherMap Features(int features) =>
        new([.. Enumerable.Range(0, Cells * features)], Cells * features, Cells * features);

    /// <summary>Outputs of a cell's network for <see cref="Moments"/>.</summary>
    public int MomentsPerCell => controls[0].Length * OutputsPerControl;

    /// <summary>
    /// From the outputs of the cells to n means, n logarithms of a triangular factor's diagonal, and the rows below that: of each control the
    /// other controls at most so many sites away; 0 beyond.
    /// </summary>
    public GatherMap Moments()
    {
        int n = places.Length;
        var indices = new int[(2 * n) + (n * (n - 1) / 2)];
        indices.AsSpan().Fill(-1);
        for (int cell = 0; cell < Cells; cell++)
        {
            for (int own = 0; own < controls[cell].Length; own++)
            {
                int i = controls[cell][own], at = (cell * MomentsPerCell) + (own * OutputsPerControl);
                (indices[i], indices[n + i]) = (at, at + 1);
                for (int j = 0; j < i; j++)
                {
                    int away = (((places[j].Site - places[i].Site) % sites) + sites + Band) % sites;
                    if (away <= 2 * Band)
                        indices[(2 * n) + (i * (i - 1) / 2) + j] = at + 2 + (places[j].Family * ((2 * Band) + 1)) + away;
                }
            }
        }

        return new GatherMap(indices, Cells * MomentsPerCell, indices.Length);
    }

    private int OutputsPerControl => 2 + (families * ((2 * Band) + 1));

    private GatherMap Patches(int inputs, Func<int, int[]> cell)
    {
        int[][] patches = [.. Enumerable.Range(0, Cells).Select(center => Enumerable.Range(center - Reach + Cells, (2 * Reach) + 1)
            .SelectMany(near => cell(near % Cells)).ToArray())];
        return new GatherMap([.. patches.SelectMany(patch => patch)], inputs, patches[0].Length);
    }

    /// <summary>Family and site of <c>name[site]</c>.</summary>
    private static (string Name, int Site)? Site(string name)
    {
        int open = name.LastIndexOf('[');
        return open > 0 && name[^1] == ']'
            && int.TryParse(name.AsSpan(open + 1, name.Length - open - 2), NumberStyles.None, CultureInfo.InvariantCulture, out int site)
            ? (name[..open], site)
            : null;
    }
}
