using System.CommandLine;
using Vardax.Managed.Cli.Streaming;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax completion</c>: a script that teaches a shell the commands and options; it asks this program itself.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _vardax() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(vardax "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _vardax vardax
            """,
        ["zsh"] = """
            #compdef vardax
            _vardax() {
                local -a suggestions
                suggestions=("${(@f)$(vardax "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                compadd -a suggestions || _files
            }
            compdef _vardax vardax
            """,
        ["fish"] = """
            complete -c vardax -a '(vardax "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName vardax -ScriptBlock {
                param($word, $ast, $position)
                vardax "[suggest:$position]" "$ast" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_)
                }
            }
            """,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> shell = new("SHELL") { Description = $"{string.Join(", ", Scripts.Keys)}." };
        Command command = new("completion", "Print a script that completes commands and options in a shell.") { shell };
        shell.CompletionSources.Add([.. Scripts.Keys]);
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(shell);
            if (!Scripts.TryGetValue(name, out string? script))
                throw new InputException($"the shell is {name}; it must be {OptionValues.OneOf(Scripts.Keys)}.");
            parsed.InvocationConfiguration.Output.WriteLine(script);
            return ExitCode.Success;
        });
        return command;
    }
}
