namespace Vardax.Managed.Gaussians;

/// <summary>Checks of values that callers give.</summary>
internal static class Finite
{
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static void Require(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"Entry {i} is {values[i]}; expected a finite number.", name);
        }
    }
}
