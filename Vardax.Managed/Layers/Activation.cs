namespace Vardax.Managed.Layers;

/// <summary>What stands between the layers of an <see cref="Mlp"/>.</summary>
public enum Activation
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x / (1 + e^{-x}).</summary>
    Silu,

    /// <summary>tanh(x).</summary>
    Tanh,
}
