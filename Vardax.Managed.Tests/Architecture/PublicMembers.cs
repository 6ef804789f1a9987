using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Tests.Architecture;

/// <summary>Members as one line of C# each, where code outside the assembly can use them.</summary>
internal static class PublicMembers
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The member; null where it is not visible, or written by the compiler as those of records are.</summary>
    public static string? Describe(MemberInfo member) => member switch
    {
        PropertyInfo property when Accessors(property) is { Length: > 0 } accessors => Property(property, accessors),
        EventInfo { AddMethod: { } add } @event when Visible(add) =>
            $"event {CSharpNames.Of(@event.EventHandlerType!)} {@event.Name}",
        _ when member.IsDefined(typeof(CompilerGeneratedAttribute)) => null,
        FieldInfo { IsPublic: true } field => Field(field),
        ConstructorInfo { IsStatic: false } constructor when Visible(constructor) =>
            $"{(constructor.IsFamily ? "protected " : "")}new({Parameters(constructor)})",
        MethodInfo method when Visible(method) && (!method.IsSpecialName || IsOperator(method)) => Method(method),
        _ => null,
    };

    /// <summary>A method's line: modifiers, result, name, type parameters, parameters and constraints.</summary>
    public static string Method(MethodInfo method)
    {
        Type[] types = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        string arguments = types.Length == 0 ? "" : $"<{string.Join(", ", types.Select(CSharpNames.Of))}>";
        return $"{Modifiers(method)}{Result(method.ReturnParameter)} {method.Name}{arguments}({Parameters(method)})"
            + CSharpNames.Constraints(types);
    }

    private static bool IsOperator(MethodInfo method) => method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Field(FieldInfo field)
    {
        string type = CSharpNames.Of(Nullability.Create(field), field.FieldType);
        return field.IsLiteral
            ? $"const {type} {field.Name} = {Literal(field.FieldType, field.GetRawConstantValue())}"
            : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{type} {field.Name}";
    }

    private static string Property(PropertyInfo property, string[] accessors)
    {
        MethodInfo accessor = property.GetMethod is { } get && Visible(get) ? get : property.SetMethod!;
        string name = property.GetIndexParameters() is { Length: > 0 } index
            ? $"this[{string.Join(", ", index.Select(Parameter))}]"
            : property.Name;
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string type = property.GetMethod is { } getter
            ? Result(getter.ReturnParameter)
            : CSharpNames.Of(Nullability.Create(property), property.PropertyType);
        return $"{Modifiers(accessor)}{required}{type} {name} {{ {string.Join(" ", accessors)} }}";
    }

    private static string[] Accessors(PropertyInfo property)
    {
        // Of records, protected and never written by hand.
        if (property.Name == "EqualityContract")
            return [];
        List<string> accessors = [];
        if (property.GetMethod is { } get && Visible(get))
            accessors.Add("get;");
        if (property.SetMethod is { } set && Visible(set))
        {
            bool init = set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
            accessors.Add(init ? "init;" : "set;");
        }

        return [.. accessors];
    }

    private static string Result(ParameterInfo result)
    {
        string reference = !result.ParameterType.IsByRef ? ""
            : result.IsDefined(typeof(IsReadOnlyAttribute)) ? "ref readonly " : "ref ";
        return reference + CSharpNames.Of(Nullability.Create(result), result.ParameterType);
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string direction = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
            _ when parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        string text = $"{direction}{CSharpNames.Of(Nullability.Create(parameter), parameter.ParameterType)} {parameter.Name}";
        return parameter.HasDefaultValue ? $"{text} = {Literal(parameter.ParameterType, parameter.RawDefaultValue)}" : text;
    }

    private static string Literal(Type type, object? value) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Modifiers(MethodInfo method) => method switch
    {
        { IsStatic: true, IsAbstract: true } => "static abstract ",
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true, IsAbstract: true } => "",
        { IsPublic: false } => "protected " + Dispatch(method),
        _ => Dispatch(method),
    };

    private static string Dispatch(MethodInfo method) => method switch
    {
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true } when method.GetBaseDefinition() != method => "override ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    // What is protected can be reached from outside where its type can be derived from.
    private static bool Visible(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);
}
