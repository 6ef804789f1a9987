using BenchmarkDotNet.Running;
using Vardax.Managed.Bench;
using Vardax.Managed.Bench.Compare;
using Vardax.Managed.Bench.Fuzz;
using Vardax.Managed.Bench.Metropolis;
using Vardax.Managed.Bench.Reach;
using Vardax.Managed.Bench.Settings;

if (args is ["compare", ..])
    return CompareCommand.Run(args[1..]);
if (args is ["soak", ..])
    return SoakCommand.Run(args[1..]);
if (args is ["fuzz", ..])
    return FuzzCommand.Run(args[1..]);
if (args is ["metropolis", ..])
    return MetropolisCommand.Run(args[1..]);
if (args is ["reach", ..])
    return ReachCommand.Run(args[1..]);
if (args is ["settings", ..])
    return SettingsCommand.Run(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(CompareCommand).Assembly).Run(args);
return 0;
