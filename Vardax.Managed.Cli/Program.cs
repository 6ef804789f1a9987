using Vardax.Managed.Cli.Commands;
using Vardax.Managed.Cli.Streaming;

StandardDescriptors.Fill();
StandardStreams.SetConsole();
return await VardaxCommand.InvokeAsync(args, Console.Out, Console.Error);
