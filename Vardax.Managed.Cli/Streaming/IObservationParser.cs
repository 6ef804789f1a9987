namespace Vardax.Managed.Cli.Streaming;

/// <summary>Reads lines of one format.</summary>
internal interface IObservationParser
{
    /// <summary>Fills in a line.</summary>
    /// <param name="text">The line, without its end; may be changed.</param>
    /// <param name="line">Begun.</param>
    /// <exception cref="Formats.VardaxFormatException">The line is wrong.</exception>
    void Parse(Span<byte> text, ObservationLine line);
}
