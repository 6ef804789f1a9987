using Vardax.Managed.Cli.Commands;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli;

/// <summary>The command line <c>vardax</c> as a part of another program, with models of the program's own.</summary>
public static class VardaxCli
{
    /// <summary>
    /// Runs the command that the arguments say, on the streams of the process. <c>--preset NAME</c> takes the problems of a model of the
    /// program's own, wherever the command line takes a preset, and model files that name the model are read with it.
    /// </summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="models">
    /// By name, the problems of each own model: the model itself, its prior, instruments and times. The names are words without blanks, and
    /// none is a preset's. A file names a model by <see cref="Dynamics.IDynamicalModel.Name"/> and
    /// <see cref="Dynamics.IDynamicalModel.Parameters"/>.
    /// </param>
    /// <returns>The exit code for the process.</returns>
    /// <exception cref="ArgumentException">A name is taken or no word, or the settings of a model are out of range.</exception>
    public static int Run(string[] args, IReadOnlyDictionary<string, ProblemSettings>? models = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        var own = new OwnModels(models ?? new Dictionary<string, ProblemSettings>());
        StandardDescriptors.Fill();
        StandardStreams.SetConsole();
        return VardaxCommand.InvokeAsync(args, Console.Out, Console.Error, own).GetAwaiter().GetResult();
    }
}
