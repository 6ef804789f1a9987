using Vardax.Managed.Assimilation;

namespace Vardax.Managed.Calibration;

/// <summary>What one simulated problem gives; see <see cref="CalibrationSimulations"/>.</summary>
internal sealed class ProblemCalibration(int quantities, int levels)
{
    public AnalysisStatus Status { get; set; }

    public int[] Ranks { get; } = new int[quantities];

    public double[] ZScores { get; } = new double[quantities - 1];

    public double[] Contractions { get; } = new double[quantities - 1];

    public double[] SampleCoverage { get; } = new double[levels];

    public double[] MomentCoverage { get; } = new double[levels];

    public int DistanceRank { get; set; }

    public double SquaredError { get; set; }

    public double Variance { get; set; }

    public double Crps { get; set; }

    public double EnergyScore { get; set; }
}
