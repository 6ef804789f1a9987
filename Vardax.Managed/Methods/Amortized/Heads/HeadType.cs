using Vardax.Managed.Layers;

namespace Vardax.Managed.Methods.Amortized.Heads;

/// <summary>The kinds of head by name: what the network's density is over, and of what form.</summary>
public sealed class HeadType
{
    private static readonly List<HeadType> Known = [];

    private readonly ControlHeadFactory? create;

    private HeadType(string name, ControlHeadFactory? create = null)
    {
        (Name, this.create) = (name, create);
        Known.Add(this);
    }

    private delegate IControlHead ControlHeadFactory(
        int features, int controls, int width, int depth, Activation activation, int offset);

    /// <summary>A Gaussian with full covariance over the control, which the model carries over the window (<see cref="GaussianControlHead"/>).</summary>
    public static HeadType Control { get; } = new("control", (f, n, w, d, a, o) => new GaussianControlHead(f, n, w, d, a, o));

    /// <summary>A flow over the control, for posteriors that bend or split (<see cref="FlowControlHead"/>).</summary>
    public static HeadType Flow { get; } = new("flow", (f, n, w, d, a, o) => new FlowControlHead(f, n, w, d, a, o));

    /// <summary>A diagonal Gaussian over all states of the window (<see cref="RegressionHead"/>): the reference's.</summary>
    public static HeadType Regression { get; } = new("regression");

    /// <summary>All kinds of head.</summary>
    public static IReadOnlyList<HeadType> All => Known;

    /// <summary>The name in files, documents and on the command line.</summary>
    public string Name { get; }

    /// <summary>Whether the density is over the control, and not over all states of the window.</summary>
    public bool IsOverControl => create is not null;

    /// <summary>The kind of that name; null if there is none.</summary>
    public static HeadType? Find(string? name) => Known.Find(head => head.Name == name);

    /// <summary>Lays out a head, if it is over the control, from parameter <paramref name="offset"/> on.</summary>
    internal IControlHead CreateOverControl(int features, int controls, int width, int depth, Activation activation, int offset) =>
        create!(features, controls, width, depth, activation, offset);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
