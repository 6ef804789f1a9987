using Vardax.Managed.Expressions;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Expressions;

/// <summary>Each operation by itself: values against the framework's, derivatives against finite differences.</summary>
public sealed class OperationTests
{
    private static readonly Dictionary<string, (Func<double, double, double> F, double Low, double High)> Operations = new()
    {
        ["a + b"] = ((a, b) => a + b, -3, 3),
        ["a - b"] = ((a, b) => a - b, -3, 3),
        ["a * b"] = ((a, b) => a * b, -3, 3),
        ["a / b"] = ((a, b) => a / b, 0.2, 3),
        ["-a"] = ((a, _) => -a, -3, 3),
        ["a^b"] = (Math.Pow, 0.05, 6),
        ["a^2"] = ((a, _) => a * a, -3, 3),
        ["a^3"] = ((a, _) => a * a * a, -3, 3),
        ["a^5"] = ((a, _) => Math.Pow(a, 5), -3, 3),
        ["a^-1"] = ((a, _) => 1 / a, 0.2, 3),
        ["1.7^a"] = ((a, _) => Math.Pow(1.7f, a), -30, 30),
        ["exp(a)"] = ((a, _) => Math.Exp(a), -80, 80),
        ["log(a)"] = ((a, _) => Math.Log(a), 1e-3, 100),
        ["sqrt(a)"] = ((a, _) => Math.Sqrt(a), 1e-3, 100),
        ["sin(a)"] = ((a, _) => Math.Sin(a), -200, 200),
        ["cos(a)"] = ((a, _) => Math.Cos(a), -200, 200),
        ["tan(a)"] = ((a, _) => Math.Tan(a), -1.4, 1.4),
        ["tanh(a)"] = ((a, _) => Math.Tanh(a), -5, 5),
        ["abs(a)"] = ((a, _) => Math.Abs(a), -3, 3),
        ["min(a, b)"] = (Math.Min, -3, 3),
        ["max(a, b)"] = (Math.Max, -3, 3),
    };

    public static TheoryData<string> Texts => [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Values_are_within_two_ulp(string text)
    {
        (Func<double, double, double> f, double low, double high) = Operations[text];
        const int count = 4003;
        float[] single = [.. Numbers.Uniform(1, 2 * count, low, high).Select(x => (float)x)], seen = new float[count];
        double[] exact = [.. single.Select(x => (double)x)], found = new double[count];
        ExpressionScope scope = Scope();
        Expression[] outputs = [scope.Parse(text.Replace("1.7", ((double)1.7f).ToString("R"), StringComparison.Ordinal))];
        new GraphFunction<float>(scope, outputs).Evaluate(single, seen, count);
        new GraphFunction<double>(scope, outputs).Evaluate(exact, found, count);
        for (int i = 0; i < count; i++)
        {
            double expected = f(exact[i], exact[count + i]);
            string at = $"{text} at {exact[i]:R}, {exact[count + i]:R}";
            Assert.True(Ulp.Error(seen[i], expected) <= 2, $"{at}: expected {expected}, found {seen[i]}");
            CloseAssert.Absolute(expected, found[i], 2 * Ulp.Of<double>(Math.Abs(expected)), at);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Special_values_are_the_framework_s(string text)
    {
        (Func<double, double, double> f, _, _) = Operations[text];
        float[] values =
        [
            0, -0f, 1, -1, 2, -2.5f, float.Epsilon, -float.Epsilon, 1e-39f, float.MaxValue, float.MinValue, 1.5e7f, -3e9f,
            float.PositiveInfinity, float.NegativeInfinity, float.NaN,
        ];
        (float A, float B)[] pairs = [.. values.SelectMany(_ => values, (a, b) => (a, b))];
        float[] single = [.. pairs.Select(pair => pair.A), .. pairs.Select(pair => pair.B)], seen = new float[pairs.Length];
        double[] exact = [.. single.Select(x => (double)x)], found = new double[pairs.Length];
        ExpressionScope scope = Scope();
        Expression[] outputs = [scope.Parse(text.Replace("1.7", ((double)1.7f).ToString("R"), StringComparison.Ordinal))];
        new GraphFunction<float>(scope, outputs).Evaluate(single, seen, pairs.Length);
        new GraphFunction<double>(scope, outputs).Evaluate(exact, found, pairs.Length);
        for (int i = 0; i < pairs.Length; i++)
        {
            double expected = f(pairs[i].A, pairs[i].B);
            Assert.True(Ulp.Error(seen[i], expected) <= 2, $"{text} at {pairs[i]}: expected {(float)expected}, found {seen[i]}");
            Assert.True(expected.Equals(found[i]) || Math.Abs(expected - found[i]) <= 2 * Ulp.Of<double>(Math.Abs(expected)),
                $"{text} at {pairs[i]}: expected {expected}, found {found[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Derivatives_are_those_of_finite_differences(string text)
    {
        (Func<double, double, double> f, double low, double high) = Operations[text];
        ExpressionScope scope = Scope();
        var compiled = new GraphFunction<double>(scope, [scope.Parse(text)]);
        double[] points = Numbers.Uniform(2, 40, Math.Max(low, -6), Math.Min(high, 6));
        for (int i = 0; i < points.Length; i += 2)
        {
            double a = points[i], b = points[i + 1];
            double Central(double u, double v, double h) => (Value(a + (h * u), b + (h * v)) - Value(a - (h * u), b - (h * v))) / (2 * h);
            double Along(double u, double v) => ((4 * Central(u, v, 1e-4)) - Central(u, v, 2e-4)) / 3;
            double Value(double x, double y) => text == "1.7^a" ? Math.Pow(1.7, x) : f(x, y);
            double[] byA = new double[1], byB = new double[1], adjoint = new double[2];
            compiled.Tangent([a, b], [1, 0], byA, 1);
            compiled.Tangent([a, b], [0, 1], byB, 1);
            compiled.Adjoint([a, b], [2], adjoint, 1);
            CloseAssert.Absolute(Along(1, 0), byA[0], 1e-8 * (1 + Math.Abs(byA[0])), $"{text} by a at {a}, {b}");
            CloseAssert.Absolute(Along(0, 1), byB[0], 1e-8 * (1 + Math.Abs(byB[0])), $"{text} by b at {a}, {b}");
            CloseAssert.Absolute([2 * byA[0], 2 * byB[0]], adjoint, 1e-14 * (1 + Math.Abs(byA[0]) + Math.Abs(byB[0])), $"{text} adjoint");
        }
    }

    [Theory]
    [InlineData("a + 0", "a")]
    [InlineData("0 + a", "a")]
    [InlineData("a * 1", "a")]
    [InlineData("1 * a / 1", "a")]
    [InlineData("a^1", "a")]
    [InlineData("- -a", "a")]
    [InlineData("b - -a", "b + a")]
    [InlineData("-a + b", "b - a")]
    [InlineData("-1 * a", "-a")]
    [InlineData("a * b + b * a", "a * b + a * b")]
    [InlineData("(2 + 3) * a", "5 * a")]
    public void Identities_and_constants_are_simplified(string text, string simple)
    {
        ExpressionScope scope = Scope();
        Assert.Equal(scope.Parse(simple).Node, scope.Parse(text).Node);
    }

    [Theory]
    [InlineData("a * 0")]
    [InlineData("a - a")]
    [InlineData("a / a")]
    [InlineData("log(exp(a))")]
    public void What_is_not_the_same_for_every_number_is_left(string text)
    {
        ExpressionScope scope = Scope();
        var found = new double[1];
        new GraphFunction<double>(scope, [scope.Parse(text)]).Evaluate([double.NaN, 0], found, 1);
        Assert.True(double.IsNaN(found[0]));
    }

    private static ExpressionScope Scope()
    {
        var scope = new ExpressionScope();
        scope.Input("a");
        scope.Input("b");
        return scope;
    }
}
