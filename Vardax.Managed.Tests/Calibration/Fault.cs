namespace Vardax.Managed.Tests.Calibration;

/// <summary>What is wrong with a posterior, on purpose.</summary>
public enum Fault
{
    None,

    /// <summary>Standard deviations 10 % too small.</summary>
    Narrow,

    /// <summary>Standard deviations 10 % too large.</summary>
    Wide,

    /// <summary>Every entry displaced by 0.2 of its standard deviation.</summary>
    Shifted,

    /// <summary>Entries independent of each other, with the right marginals.</summary>
    Independent,
}
