using System.Reflection;
using Vardax.Managed.Experiments;

namespace Vardax.Managed.Cli.Output;

/// <summary>The library's version.</summary>
internal static class LibraryVersion
{
    public static string Text { get; } = typeof(AmortizedExperiment).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
