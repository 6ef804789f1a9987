namespace Vardax.Managed.Cli.Streaming;

/// <summary>Bad input, told to the user as one line; ends the process with exit code 1.</summary>
internal class InputException(string message) : Exception(message)
{
    /// <summary>The message without the parameter's name that the framework puts behind the text of an argument's failure.</summary>
    public static string Reason(Exception failure)
    {
        string suffix = $" (Parameter '{(failure as ArgumentException)?.ParamName}')", message = failure.Message;
        int at = message.LastIndexOf(suffix, StringComparison.Ordinal);
        return at < 0 ? message : message.Remove(at, suffix.Length);
    }
}
