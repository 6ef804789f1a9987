using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>The architecture of an amortized posterior. The defaults are the experiments': a Gaussian head over the control.</summary>
public sealed record AmortizedConfig
{
    /// <summary>The default architecture.</summary>
    public AmortizedConfig()
    {
    }

    /// <summary>A copy, for languages without <c>with</c>: set what differs where it is created.</summary>
    public AmortizedConfig(AmortizedConfig original)
    {
        ArgumentNullException.ThrowIfNull(original);
        (Head, LatentSize, HiddenSize, Depth, Activation, IsLocal) =
            (original.Head, original.LatentSize, original.HiddenSize, original.Depth, original.Activation, original.IsLocal);
    }

    /// <summary>The reference's: a head over all states of the window, a third of the width, ReLU.</summary>
    public static AmortizedConfig Reference { get; } = new()
    {
        Head = HeadType.Regression, LatentSize = 32, HiddenSize = 64, Activation = Activation.Relu,
    };

    /// <summary>The usual architecture with a head: the default sizes for one over the control, the reference's otherwise.</summary>
    public static AmortizedConfig For(HeadType head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return head.IsOverControl ? new AmortizedConfig { Head = head } : Reference with { Head = head };
    }

    /// <summary>
    /// The usual architecture for a family of problems: <see cref="For(HeadType)"/>'s, and with head control a local one if the state is a
    /// cyclic lattice of cells that are observed alike.
    /// </summary>
    public static AmortizedConfig For(HeadType head, ProblemSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return head == HeadType.Control && Lattice.Of(settings) is not null ? Local : For(head);
    }

    /// <summary>The usual local architecture, for a lattice: 32 features of each cell, from layers of 64.</summary>
    public static AmortizedConfig Local { get; } = new() { IsLocal = true, LatentSize = 32, HiddenSize = 64 };

    /// <summary>The kind of head.</summary>
    public HeadType Head { get; init; } = HeadType.Control;

    /// <summary>Features the encoder gives the head.</summary>
    public int LatentSize { get; init; } = 128;

    /// <summary>Width of the hidden layers.</summary>
    public int HiddenSize { get; init; } = 128;

    /// <summary>Hidden layers of each MLP.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Between the layers.</summary>
    public Activation Activation { get; init; } = Activation.Silu;

    /// <summary>
    /// Whether one network serves all cells of a cyclic lattice that is observed alike in each, and sees their neighbours alone: a circular
    /// convolution. The sizes are then a cell's, and the precision is banded.
    /// </summary>
    public bool IsLocal { get; init; }
}
