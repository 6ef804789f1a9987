namespace Vardax.Managed.Cli.Streaming;

/// <summary>Nobody reads standard output any more, as after <c>| head</c>: a quiet end, no failure.</summary>
internal sealed class DownstreamClosedException(IOException cause) : IOException(cause.Message, cause);
