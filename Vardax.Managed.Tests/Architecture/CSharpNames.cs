using System.Reflection;

namespace Vardax.Managed.Tests.Architecture;

/// <summary>Types as C# writes them, with question marks where the annotations say that null is possible.</summary>
internal static class CSharpNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(byte)] = "byte", [typeof(char)] = "char", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(float)] = "float",
        [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    /// <summary>The name without its namespace.</summary>
    public static string Of(Type type) => Of(null, type);

    /// <summary>The name with its namespace.</summary>
    public static string Full(Type type) => $"{type.Namespace}.{Of(type)}";

    /// <summary>The name of the type that a parameter, field or property has.</summary>
    public static string Of(NullabilityInfo? info, Type type)
    {
        if (type.IsByRef)
            return Of(info, type.GetElementType()!);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying) + "?";
        string mark = info is not null && !type.IsValueType
            && (info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable) ? "?" : "";
        if (type.IsArray)
            return $"{Of(info?.ElementType, type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword + mark;
        if (type.IsGenericParameter)
            return type.Name + mark;
        Type[] all = type.GetGenericArguments();
        int outer = type.IsNested ? type.DeclaringType!.GetGenericArguments().Length : 0;
        string[] arguments = [.. all.Skip(outer).Select((argument, i) =>
            Of(info is { GenericTypeArguments: { } known } && known.Length == all.Length ? known[outer + i] : null, argument))];
        return (type.IsNested ? Of(type.DeclaringType!) + "." : "") + type.Name.Split('`')[0]
            + (arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments)}>") + mark;
    }

    /// <summary>The constraints of type parameters, each with a space before it; empty where there are none.</summary>
    public static string Constraints(Type[] parameters) => string.Concat(parameters.Select(parameter =>
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        bool value = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        List<string> constraints = value ? ["struct"] : [];
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            constraints.Add("class");
        constraints.AddRange(parameter.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(Of)
            .Order(StringComparer.Ordinal));
        if (!value && attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
            constraints.Add("new()");
        return constraints.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", constraints)}";
    }));
}
