return Vardax.Managed.Cli.VardaxCli.Run(args);
