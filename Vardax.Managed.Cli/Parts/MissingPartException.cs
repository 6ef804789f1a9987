namespace Vardax.Managed.Cli.Parts;

/// <summary>Some parts of a run are not there yet, and nothing else is wrong.</summary>
internal sealed class MissingPartException(string message) : IOException(message);
