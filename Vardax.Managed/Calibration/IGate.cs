namespace Vardax.Managed.Calibration;

/// <summary>A test of a posterior by what one pass over simulated problems found; <see cref="CalibrationGates.All"/> lists them.</summary>
internal interface IGate
{
    /// <summary>The gate's name, also in result documents.</summary>
    string Name { get; }

    /// <summary>Judges the posterior.</summary>
    GateResult Judge(CalibrationSimulations simulations, CalibrationOptions options);
}
