namespace Vardax.Managed.Expressions;

/// <summary>
/// The functions of expressions, site by site: <c>using static Vardax.Managed.Expressions.Functions;</c> and write
/// <c>Sin(x)</c> as in a formula.
/// </summary>
public static class Functions
{
    /// <summary>e^a.</summary>
    public static Expression Exp(Expression a) => Expression.Apply(Operation.Exp, a);

    /// <summary>The natural logarithm of a.</summary>
    public static Expression Log(Expression a) => Expression.Apply(Operation.Log, a);

    /// <summary>The square root of a.</summary>
    public static Expression Sqrt(Expression a) => Expression.Apply(Operation.Sqrt, a);

    /// <summary>The sine of a, in radians.</summary>
    public static Expression Sin(Expression a) => Expression.Apply(Operation.Sin, a);

    /// <summary>The cosine of a, in radians.</summary>
    public static Expression Cos(Expression a) => Expression.Apply(Operation.Cos, a);

    /// <summary>The tangent of a, in radians.</summary>
    public static Expression Tan(Expression a) => Expression.Apply(Operation.Tan, a);

    /// <summary>The hyperbolic tangent of a.</summary>
    public static Expression Tanh(Expression a) => Expression.Apply(Operation.Tanh, a);

    /// <summary>|a|.</summary>
    public static Expression Abs(Expression a) => Expression.Apply(Operation.Abs, a);

    /// <summary>The lesser of a and b.</summary>
    public static Expression Min(Expression a, Expression b) => Expression.Apply(Operation.Min, a, b);

    /// <summary>The greater of a and b.</summary>
    public static Expression Max(Expression a, Expression b) => Expression.Apply(Operation.Max, a, b);

    /// <summary>a^b.</summary>
    public static Expression Pow(Expression a, Expression b) => Expression.Apply(Operation.Power, a, b);
}
