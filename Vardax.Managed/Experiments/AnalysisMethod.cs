using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;

namespace Vardax.Managed.Experiments;

/// <summary>The methods that a <see cref="MethodComparison"/> can line up, by name.</summary>
public sealed class AnalysisMethod
{
    private static readonly List<AnalysisMethod> Known = [];

    private AnalysisMethod(string name, Func<ComparisonWork, MethodResult[]>? run)
    {
        (Name, Run) = (name, run);
        Known.Add(this);
    }

    /// <summary>The exact posterior by importance sampling.</summary>
    public static AnalysisMethod Oracle { get; } = new("oracle", null);

    /// <summary>The amortized posterior, trained first.</summary>
    public static AnalysisMethod Amortized { get; } =
        new("amortized", w => w.Run(w.Model!.CreateAmortized, w.Model!.History.TrainTimeS)) { NeedsModel = true };

    /// <summary>The amortized posterior, polished by a few Gauss-Newton steps.</summary>
    public static AnalysisMethod Polished { get; } =
        new("polished", w => w.Run(w.Model!.CreatePosterior, w.Model!.History.TrainTimeS)) { NeedsModel = true, NeedsPolish = true };

    /// <summary>Strong-constraint 4DVar.</summary>
    public static AnalysisMethod StrongFourDVar { get; } = Of("strong_4dvar", w => new StrongFourDVar(
        w.Settings, w.Background.State, null, w.Comparison.Starts, w.Background.LeadSteps), needsLead: true);

    /// <summary>Weak-constraint 4DVar.</summary>
    public static AnalysisMethod WeakFourDVar { get; } = Of("weak_4dvar", w => new WeakFourDVar(
        w.Settings, w.Background.State, DiagonalCovariance.Isotropic(w.Settings.StateDimension, w.Comparison.ModelErrorStd), null,
        w.Comparison.Starts, w.Background.LeadSteps), needsLead: true);

    /// <summary>Incremental 4DVar.</summary>
    public static AnalysisMethod IncrementalFourDVar { get; } = Of("incremental_4dvar", w => new IncrementalFourDVar(
        w.Settings, w.Background.State, null, w.Comparison.Starts, w.Background.LeadSteps), needsLead: true);

    /// <summary>3DVar.</summary>
    public static AnalysisMethod ThreeDVar { get; } = Of("3dvar", w => new ThreeDVar(w.Settings, w.Background.Window));

    /// <summary>Optimal interpolation.</summary>
    public static AnalysisMethod OptimalInterpolation { get; } =
        Of("oi", w => new OptimalInterpolation(w.Settings, w.Background.Window));

    /// <summary>The best linear estimate under the simulated prior, its gain computed once.</summary>
    public static AnalysisMethod Linear { get; } = Of("linear", w => w.Prior.Linear);

    /// <summary>The simulated prior's mean, no observation used.</summary>
    public static AnalysisMethod Climatology { get; } = Of("climatology", w => w.Prior.Climatology);

    /// <summary>All methods, in the order of results.</summary>
    public static IReadOnlyList<AnalysisMethod> All => Known;

    /// <summary>The name in results and on the command line.</summary>
    public string Name { get; }

    /// <summary>Whether it needs a trained model.</summary>
    public bool NeedsModel { get; private init; }

    /// <summary>Whether it needs a model that polishes its answers.</summary>
    public bool NeedsPolish { get; private init; }

    /// <summary>Whether its background holds some steps before the window.</summary>
    internal bool NeedsLead { get; private init; }

    /// <summary>Runs it on the problems of a shard; null if its draws are shared out, and not the problems.</summary>
    internal Func<ComparisonWork, MethodResult[]>? Run { get; }

    /// <summary>The method of that name; null if there is none.</summary>
    public static AnalysisMethod? Find(string? name) => Known.Find(method => method.Name == name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>A method that one analysis stands for on all threads.</summary>
    private static AnalysisMethod Of(string name, Func<ComparisonWork, IAnalysis> create, bool needsLead = false) => new(name, w =>
    {
        IAnalysis analysis = create(w);
        return w.Run(() => analysis);
    })
    {
        NeedsLead = needsLead,
    };
}
