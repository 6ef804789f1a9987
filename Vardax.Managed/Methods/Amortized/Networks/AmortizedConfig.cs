using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>The architecture of an amortized posterior; the defaults are the reference's.</summary>
public sealed record AmortizedConfig
{
    /// <summary>The default of the experiments: a head over the control, three times the width, SiLU.</summary>
    public static AmortizedConfig Control { get; } = new()
    {
        Head = HeadType.Control, LatentSize = 128, HiddenSize = 128, Activation = Activation.Silu,
    };

    /// <summary>The usual architecture with a head: <see cref="Control"/>'s sizes over the control, the reference's otherwise.</summary>
    public static AmortizedConfig With(HeadType head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return head.IsOverControl ? Control with { Head = head } : new AmortizedConfig { Head = head };
    }

    /// <summary>The kind of head.</summary>
    public HeadType Head { get; init; } = HeadType.Regression;

    /// <summary>Features the encoder gives the head.</summary>
    public int LatentSize { get; init; } = 32;

    /// <summary>Width of the hidden layers.</summary>
    public int HiddenSize { get; init; } = 64;

    /// <summary>Hidden layers of each MLP.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Between the layers.</summary>
    public Activation Activation { get; init; } = Activation.Relu;
}
