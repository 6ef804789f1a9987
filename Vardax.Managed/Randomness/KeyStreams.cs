namespace Vardax.Managed.Randomness;

/// <summary>
/// The children of a key by what they are for. Problems are numbered from 0, problem i being child i, and streams beside the problems
/// from the top, so that none coincides with a problem or another stream, of the same key or of different ones.
/// </summary>
public static class KeyStreams
{
    /// <summary>Of a training's key: what the prior's moments are estimated from.</summary>
    public static RandomKey Prior(this RandomKey key) => key.Child(ulong.MaxValue);

    /// <summary>Of an experiment's key: the problems that a result is judged on.</summary>
    public static RandomKey HeldOut(this RandomKey key) => key.Child(ulong.MaxValue - 1);

    /// <summary>Of an experiment's key: the draws of the exact posterior by importance sampling.</summary>
    public static RandomKey Oracle(this RandomKey key) => key.Child(ulong.MaxValue - 2);

    /// <summary>Of a training's key: the problems that training is validated on.</summary>
    public static RandomKey Validation(this RandomKey key) => key.Child(ulong.MaxValue - 3);

    /// <summary>Of an experiment's key: the problems of the calibration gates.</summary>
    public static RandomKey Calibration(this RandomKey key) => key.Child(ulong.MaxValue - 4);

    /// <summary>Of a training's key: the problems that recalibration is fitted to.</summary>
    public static RandomKey Recalibration(this RandomKey key) => key.Child(ulong.MaxValue - 5);

    /// <summary>Of a training's key: the problems that usual observations are learned from.</summary>
    public static RandomKey Typicality(this RandomKey key) => key.Child(ulong.MaxValue - 6);

    /// <summary>Of a training's key: the problems that the lead-in of a background is chosen by.</summary>
    public static RandomKey Lead(this RandomKey key) => key.Child(ulong.MaxValue - 7);

    /// <summary>Of a training's key: the problems that decide whether answers are polished.</summary>
    public static RandomKey Choice(this RandomKey key) => key.Child(ulong.MaxValue - 8);

    /// <summary>Of the oracle's stream, beside its draws: which draws become samples.</summary>
    public static RandomKey Resampling(this RandomKey stream) => stream.Child(ulong.MaxValue);

    /// <summary>Of a problem's key: the initial state.</summary>
    public static RandomKey InitialState(this RandomKey problem) => problem.Child(0);

    /// <summary>Of a problem's key: the errors of the observations.</summary>
    public static RandomKey ObservationErrors(this RandomKey problem) => problem.Child(1);

    /// <summary>Of a problem's key: what is missing.</summary>
    public static RandomKey Missing(this RandomKey problem) => problem.Child(2);

    /// <summary>Of a problem's key: the errors of instruments with Student errors.</summary>
    public static RandomKey StudentErrors(this RandomKey problem) => problem.Child(3);

    /// <summary>Of a problem's or a filter's key: the errors of the model.</summary>
    public static RandomKey ModelErrors(this RandomKey key) => key.Child(4);

    /// <summary>Of a cycled problem's key: the draws of the filters.</summary>
    public static RandomKey Filter(this RandomKey problem) => problem.Child(5);

    /// <summary>Of a filter's key: the draws of its updates.</summary>
    public static RandomKey Updates(this RandomKey filter) => filter.Child(6);

    /// <summary>Of an update's key: where descents start from.</summary>
    public static RandomKey Starts(this RandomKey update) => update.Child(9);

    /// <summary>Of an update's key: the rotation of the ensemble.</summary>
    public static RandomKey Rotation(this RandomKey update) => update.Child(7);

    /// <summary>Of an update's key: the order of the observations, or which particles are drawn.</summary>
    public static RandomKey Selection(this RandomKey update) => update.Child(8);
}
