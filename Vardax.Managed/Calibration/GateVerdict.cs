namespace Vardax.Managed.Calibration;

/// <summary>What a gate says.</summary>
public enum GateVerdict
{
    /// <summary>Nothing was found beyond what chance, or the tolerance, explains.</summary>
    Pass,

    /// <summary>The posterior is too narrow: the truth is too often in its tails, and ranks are too extreme (a U).</summary>
    FailOverConfident,

    /// <summary>The posterior is too wide: the truth is too often near its middle, and ranks too central (a hump).</summary>
    FailUnderConfident,

    /// <summary>The posterior is displaced: the truth is too often on one side of it (a slope).</summary>
    FailBiased,

    /// <summary>Two methods that should agree do not.</summary>
    FailDisagreement,

    /// <summary>The posterior knows less than another answer to the same observations.</summary>
    FailUninformative,

    /// <summary>Too many analyses were not usable for the rest to mean anything.</summary>
    NotJudged,
}
