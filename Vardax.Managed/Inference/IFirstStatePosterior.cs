using Vardax.Managed.Assimilation;

namespace Vardax.Managed.Inference;

/// <summary>A posterior that is a Gaussian over the window's first state, carried over the window by the model.</summary>
internal interface IFirstStatePosterior
{
    /// <summary>The Gaussian given a problem; null where it has none. Valid until the next call.</summary>
    FirstStatePosterior? FirstState(ObservedWindow problem);
}
