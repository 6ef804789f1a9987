using Vardax.Managed.Cli.Commands;

return await VardaxCommand.InvokeAsync(args, Console.Out, Console.Error);
