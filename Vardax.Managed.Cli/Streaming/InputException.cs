namespace Vardax.Managed.Cli.Streaming;

/// <summary>Bad input, told to the user as one line; ends the process with exit code 1.</summary>
internal class InputException(string message) : Exception(message);
