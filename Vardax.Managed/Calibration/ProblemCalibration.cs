using Vardax.Managed.Assimilation;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Calibration;

/// <summary>What one simulated problem gives; see <see cref="CalibrationSimulations"/>.</summary>
internal sealed class ProblemCalibration(int quantities, int levels)
{
    public AnalysisStatus Status { get; set; }

    public int[] Ranks { get; private set; } = new int[quantities];

    public double[] ZScores { get; private set; } = new double[quantities - 1];

    public double[] Contractions { get; private set; } = new double[quantities - 1];

    public double[] SampleCoverage { get; private set; } = new double[levels];

    public double[] MomentCoverage { get; private set; } = new double[levels];

    public int DistanceRank { get; set; }

    public double SquaredError { get; set; }

    public double Variance { get; set; }

    public double Crps { get; set; }

    public double EnergyScore { get; set; }

    /// <summary>Writes all of it to a ledger, or takes the next of a ledger that was loaded.</summary>
    public ProblemCalibration Keep(Ledger ledger)
    {
        Status = Status.Keep(ledger, "gates.status");
        Ranks = ledger.Keep("gates.ranks", Ranks);
        ZScores = ledger.Keep("gates.z_scores", ZScores);
        Contractions = ledger.Keep("gates.contractions", Contractions);
        SampleCoverage = ledger.Keep("gates.sample_coverage", SampleCoverage);
        MomentCoverage = ledger.Keep("gates.moment_coverage", MomentCoverage);
        DistanceRank = ledger.Keep("gates.distance_rank", DistanceRank);
        SquaredError = ledger.Keep("gates.squared_error", SquaredError);
        Variance = ledger.Keep("gates.variance", Variance);
        Crps = ledger.Keep("gates.crps", Crps);
        EnergyScore = ledger.Keep("gates.energy_score", EnergyScore);
        return this;
    }
}
