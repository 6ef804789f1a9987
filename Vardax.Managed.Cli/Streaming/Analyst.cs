using Vardax.Managed.Streaming;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Analyses windows that may still be text, one at a time: one serves one thread.</summary>
/// <param name="request">What is asked.</param>
/// <param name="parser">Of the lines that are still text.</param>
internal sealed class Analyst(AnalysisRequest request, JsonWindowParser parser)
{
    private readonly WindowAnalyst analyst = new(request);

    /// <summary>Fills in the slot's answer.</summary>
    /// <exception cref="InputException">The slot's background is no distribution of the first state.</exception>
    /// <exception cref="Formats.VardaxFormatException">The slot's line is not a window.</exception>
    public void Analyze(WindowSlot slot)
    {
        if (slot.LineLength > 0)
            parser.Parse(slot);
        try
        {
            analyst.Analyze(slot.Window, slot.Index, slot.Answer, slot.Part.IsLast);
        }
        catch (ArgumentException failure) when (failure.ParamName == nameof(slot.Window.Background))
        {
            throw new InputException($"window {slot.Index}: {InputException.Reason(failure)}");
        }
    }
}
