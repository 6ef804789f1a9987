using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Vardax.Managed.Tests.Architecture;

/// <summary>The surface of an assembly as sorted lines: one for each public type, and for each member others can use.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The lines of an assembly's public types, a type before its members.</summary>
    public static string[] Lines(Assembly assembly) => Lines(assembly.GetExportedTypes());

    /// <summary>The lines of these types.</summary>
    public static string[] Lines(params Type[] types) => [.. types.SelectMany(OfOne).Order(StringComparer.Ordinal)];

    /// <summary>What differs: "+ line" for what is new in the present surface, "- line" for what is gone from it.</summary>
    public static string[] Differences(IReadOnlyCollection<string> accepted, IReadOnlyCollection<string> present) =>
    [
        .. accepted.Except(present).Select(line => "- " + line).Concat(present.Except(accepted).Select(line => "+ " + line))
            .OrderBy(line => line[2..], StringComparer.Ordinal),
    ];

    private static IEnumerable<string> OfOne(Type type)
    {
        string name = CSharpNames.Full(type);
        IEnumerable<string?> members = type switch
        {
            { IsEnum: true } => type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(value => FormattableString.Invariant($"{value.Name} = {value.GetRawConstantValue()}")),
            _ when typeof(Delegate).IsAssignableFrom(type) => [PublicMembers.Method(type.GetMethod("Invoke")!)],
            _ => type.GetMembers(Declared).Select(PublicMembers.Describe),
        };
        return [$"{name} = {Kind(type)}{Bases(type)}", .. members.OfType<string>().Select(member => $"{name}.{member}")];
    }

    private static string Kind(Type type)
    {
        bool record = type.GetMethod("PrintMembers", Declared, [typeof(StringBuilder)]) is not null;
        return type switch
        {
            { IsEnum: true } => "enum",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsInterface: true } => "interface",
            { IsValueType: true } => (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")
                + (type.IsByRefLike ? "ref " : "") + (record ? "record struct" : "struct"),
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (record ? "record" : "class"),
        };
    }

    private static string Bases(Type type)
    {
        if (type.IsEnum || typeof(Delegate).IsAssignableFrom(type))
            return "";
        Type[] bases = type is { IsValueType: false, BaseType: { } known } && known != typeof(object) ? [known] : [];
        string[] names =
        [
            .. bases.Select(CSharpNames.Of),
            .. type.GetInterfaces().Except(bases.SelectMany(known => known.GetInterfaces())).Where(i => i.IsVisible)
                .Select(CSharpNames.Of).Order(StringComparer.Ordinal),
        ];
        string constraints = type.IsGenericTypeDefinition ? CSharpNames.Constraints(type.GetGenericArguments()) : "";
        return (names.Length == 0 ? "" : $" : {string.Join(", ", names)}") + constraints;
    }
}
