using Vardax.Managed.Calibration;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>What the problems of a <see cref="CalibrationExperiment"/>, or of a shard of it, give, in their order.</summary>
/// <param name="Gates">Of the gates.</param>
/// <param name="Agreement">Of the comparison of means.</param>
/// <param name="Information">Of the comparison by what answers know: a row of scores for each window.</param>
/// <param name="Adjoint">Of the comparison of sensitivities.</param>
internal sealed record CalibrationStatistics(ProblemCalibration[] Gates, WindowAgreement[] Agreement, double[][] Information, WindowJacobian[] Adjoint)
{
    /// <summary>Writes all of it.</summary>
    public void Keep(Ledger ledger)
    {
        foreach (ProblemCalibration one in Gates)
            one.Keep(ledger);
        foreach (WindowAgreement one in Agreement)
            one.Keep(ledger);
        foreach (double[] one in Information)
            ledger.Keep("information", one);
        foreach (WindowJacobian one in Adjoint)
            one.Keep(ledger);
    }

    /// <summary>Reads so many parts of so many problems.</summary>
    public static CalibrationStatistics Read(IEnumerable<Ledger> parts, int count, int gates, int agreement, int information, int adjoint)
    {
        var all = new CalibrationStatistics(new ProblemCalibration[gates], new WindowAgreement[agreement], new double[information][], new WindowJacobian[adjoint]);
        var noAgreement = new WindowAgreement(false, false, 0, 0, 0, []);
        var noJacobian = new WindowJacobian(null, "");
        foreach ((int index, Ledger part) in parts.Index())
        {
            var shard = new Shard(index, count);
            shard.Fill(all.Gates, () => new ProblemCalibration(1, 0).Keep(part));
            shard.Fill(all.Agreement, () => noAgreement.Keep(part));
            shard.Fill(all.Information, () => part.Keep("information", Array.Empty<double>()));
            shard.Fill(all.Adjoint, () => noJacobian.Keep(part));
        }

        return all;
    }
}
