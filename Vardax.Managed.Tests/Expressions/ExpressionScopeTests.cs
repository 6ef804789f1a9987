using Vardax.Managed.Expressions;
using Vardax.Managed.Tests.Support;
using static Vardax.Managed.Expressions.Functions;

namespace Vardax.Managed.Tests.Expressions;

public sealed class ExpressionScopeTests
{
    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("8 / 4 / 2", 1)]
    [InlineData("8 - 4 - 2", 2)]
    [InlineData("2^3^2", 512)]
    [InlineData("-2^2", -4)]
    [InlineData("2^-1", 0.5)]
    [InlineData("- - 3", 3)]
    [InlineData("2 * -3 + +1", -5)]
    [InlineData(".5 + 5. + 1e1 + 2.5E-1", 15.75)]
    [InlineData("exp(0) + log(1) + sqrt(9) + sin(0) + cos(0) + tan(0) + tanh(0) + abs(-2)", 7)]
    [InlineData("min(3, 4) + max(3, 4) + pow(2, 10)", 1031)]
    [InlineData("\n8 /\t3\n", 8.0 / 3)]
    public void Constant_texts_come_to_their_value(string text, double expected) =>
        Assert.Equal(expected, new ExpressionScope().Parse(text).Value);

    [Fact]
    public void A_text_is_the_same_graph_as_the_operators()
    {
        ExpressionScope scope = Lattice();
        Expression x = scope["x"], a = scope["a"], t = scope.Time;
        (string Text, Expression Value)[] pairs =
        [
            ("a * sin(a) - 2 / (1 + a)", a * Sin(a) - 2 / (1 + a)),
            ("-a^1.5 + max(a, t)", -Pow(a, 1.5) + Max(a, t)),
            ("x[3] * a", x[3] * a),
            ("(x[i+1] - x[i-2]) * x[i - 1] - x[ i ] + 8", (x.Shift(1) - x.Shift(-2)) * x.Shift(-1) - x + 8),
            ("k * half", 3 * (a / 2)),
        ];
        Assert.All(pairs, pair => Assert.Equal(pair.Value.Node, scope.Parse(pair.Text, 5).Node));
    }

    [Theory]
    [InlineData("", 1, 1, "expected a number, a name or '(', found the end")]
    [InlineData("1 +", 1, 4, "expected a number, a name or '(', found the end")]
    [InlineData("(1 + a", 1, 7, "expected ')', found the end")]
    [InlineData("1 2", 1, 3, "expected an operator or the end, found '2'")]
    [InlineData("a\n * $", 2, 4, "expected a number, a name or '(', found '$'")]
    [InlineData("a * \u0007", 1, 5, "expected a number, a name or '(', found the character U+0007")]
    [InlineData("a + bb", 1, 5, "expected one of x, y, a, k, half, t, or a function, found 'bb'")]
    [InlineData("a + i", 1, 5, "the index i stands inside brackets alone, as in x[i+1]")]
    [InlineData("sin a", 1, 5, "expected '(', found 'a'")]
    [InlineData("sin(a, a)", 1, 6, "expected ')', found ','")]
    [InlineData("min(a)", 1, 6, "expected ',', found ')'")]
    [InlineData("1e", 1, 2, "expected an exponent of digits after 'e'")]
    [InlineData("1e999", 1, 1, "expected a finite number, found '1e999'")]
    [InlineData(".", 1, 1, "expected a finite number, found '.'")]
    [InlineData("x", 1, 2, "expected '[' after 'x', a family of 5 sites, found the end")]
    [InlineData("a[1]", 1, 2, "'a' is a scalar; expected no '['")]
    [InlineData("x[5]", 1, 3, "expected a site of 'x', 0 to 4, found 5")]
    [InlineData("x[-1]", 1, 3, "expected a site such as 3, or i, i+1, i-2, found '-'")]
    [InlineData("x[j]", 1, 3, "expected a site such as 3, or i, i+1, i-2, found 'j'")]
    [InlineData("x[i+a]", 1, 5, "expected a whole number, found 'a'")]
    [InlineData("x[i+99999999999]", 1, 5, "expected a whole number up to 10000, found '99999999999'")]
    [InlineData("x[i", 1, 4, "expected ']', found the end")]
    [InlineData("x[i] + y[i]", 1, 10, "'y' has 3 sites; expected a family of 5 sites, as the line's")]
    public void A_wrong_text_is_refused_at_its_place(string text, int line, int column, string fault)
    {
        ExpressionException thrown = Assert.Throws<ExpressionException>(() => Lattice().Parse(text, 5));
        Assert.Equal((line, column, fault), (thrown.Line, thrown.Column, thrown.Fault));
        Assert.Equal($"line {line}, column {column}: {fault}", thrown.Message);
    }

    [Fact]
    public void An_index_stands_in_the_line_of_a_family_alone() => Assert.Equal(
        "i stands for the site in the line of a family alone; expected a site of 'x', 0 to 4",
        Assert.Throws<ExpressionException>(() => Lattice().Parse("x[i]")).Fault);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("-", "")]
    [InlineData("a^", "")]
    [InlineData("sin(", ")")]
    public void Nesting_is_limited(string open, string close)
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "a" + string.Concat(Enumerable.Repeat(close, depth));
        Lattice().Parse(Nested(ExpressionScope.MaxTextDepth));
        Assert.Contains("inside each other",
            Assert.Throws<ExpressionException>(() => Lattice().Parse(Nested(ExpressionScope.MaxTextDepth + 1))).Fault,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Length_and_operations_are_limited()
    {
        Assert.Contains("at most 4096 characters, found 4097",
            Assert.Throws<ExpressionException>(() => new ExpressionScope().Parse(new string('1', 4097))).Fault, StringComparison.Ordinal);
        ExpressionScope scope = Lattice();
        int number = 0;
        string Next() => string.Join(" + ", Enumerable.Range(0, 300).Select(_ => $"a*{++number}"));
        ExpressionException thrown = Assert.Throws<ExpressionException>(() =>
        {
            for (int line = 0; line < 100; line++)
                scope.Parse(Next());
        });
        Assert.Contains("at most 20000 operations", thrown.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t")]
    [InlineData("i")]
    [InlineData("sin")]
    [InlineData("pow")]
    [InlineData("2x")]
    [InlineData("x y")]
    [InlineData("")]
    [InlineData("é")]
    public void What_is_no_name_is_refused(string name)
    {
        Assert.False(ExpressionScope.IsName(name));
        Refuses.Argument("name", () => new ExpressionScope().Input(name));
        Refuses.Argument("name", () => new ExpressionScope().Define(name, 1));
    }

    [Fact]
    public void Other_faults_are_named()
    {
        ExpressionScope scope = Lattice();
        Refuses.Argument("name", () => scope.Define("a", 1));
        Refuses.Argument("name", () => scope["b"]);
        Refuses.Argument("sites", () => scope.Input("z", 0));
        Refuses.Argument("sites", () => scope.Input("z", ExpressionScope.MaxSites + 1));
        Refuses.Argument("site", () => scope["x"][5]);
        Refuses.Argument("value", () => scope["a"] + double.NaN);
        Assert.Throws<ArgumentException>(() => scope["x"] + scope["y"]);
        Assert.Throws<ArgumentException>(() => scope["a"] + Lattice()["a"]);
    }

    [Fact]
    public void Whatever_the_text_the_fault_is_one_with_a_place()
    {
        string[] pieces = ["a", "x", "y", "i", "t", "[", "]", "(", ")", "+", "-", "*", "/", "^", ",", "1", "2.5", "1e", "e9", ".", " ", "\n",
            "sin", "max", "pow", "x[i+1]", "x[2]", "half", "\u00e9", "\ud83d", "$", "99999999999"];
        var random = new Random(5);
        int read = 0;
        for (int k = 0; k < 20_000; k++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                Lattice().Parse(text, 5);
                read++;
            }
            catch (ExpressionException thrown)
            {
                string[] lines = text.Split('\n');
                Assert.InRange(thrown.Line, 1, lines.Length);
                Assert.InRange(thrown.Column, 1, lines[thrown.Line - 1].Length + 1);
            }
        }

        Assert.InRange(read, 500, 15_000);
    }

    private static ExpressionScope Lattice()
    {
        var scope = new ExpressionScope();
        scope.Input("x", 5);
        scope.Input("y", 3);
        Expression a = scope.Input("a");
        scope.Define("k", 3);
        scope.Define("half", a / 2);
        return scope;
    }
}
