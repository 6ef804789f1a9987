using System.Globalization;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Cli.Output;

/// <summary>Numbers as the tables show them.</summary>
internal static class Text
{
    /// <summary>In place of a number that there is none of.</summary>
    public const string Nothing = "-";

    /// <summary>A score of ours: as many decimals as its column, unless that would show nothing of it.</summary>
    public static string Score(double? value) => value is null or double.NaN ? Nothing : value.Value.ToString(
        Math.Abs(value.Value) switch { 0 => "F4", < 1e-3 => "0.00e0", < 100 => "F4", _ => "F1" }, CultureInfo.InvariantCulture);

    /// <summary>A score of ours with its 95 % interval, where it has one.</summary>
    public static string Score(MeanEstimate estimate) => double.IsNaN(estimate.StandardError)
        ? Score(estimate.Value)
        : $"{Score(estimate.Value)} ({Score(estimate.Lower)} to {Score(estimate.Upper)})";

    /// <summary>A setting, or a score of others: as many digits as it was given with.</summary>
    public static string Number(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? Nothing;
}
