namespace Vardax.Managed.Cli.Output;

/// <summary>Numbers of JSON documents.</summary>
internal static class JsonNumber
{
    /// <summary>The number, or null in place of what is not finite, which JSON has no word for.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
