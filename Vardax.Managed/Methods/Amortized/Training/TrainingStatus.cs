namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>How training ended.</summary>
public enum TrainingStatus
{
    /// <summary>All steps were made.</summary>
    Completed,

    /// <summary>The validation loss no longer fell; the weights of its lowest value are kept.</summary>
    StoppedEarly,

    /// <summary>The caller cancelled; the posterior is as the last finished step left it.</summary>
    Cancelled,

    /// <summary>The loss or its gradient was not finite, and the posterior is as the step before left it; or the last update was not.</summary>
    NonFinite,
}
