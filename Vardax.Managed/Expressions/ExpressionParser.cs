using System.Globalization;

namespace Vardax.Managed.Expressions;

/// <summary>
/// Recursive descent over the text of one expression:
/// sum = product (("+" | "-") product)*; product = signed (("*" | "/") signed)*; signed = ("+" | "-") signed | power;
/// power = atom ("^" signed)?; atom = number | name | family "[" index "]" | function "(" sum ("," sum)? ")" | "(" sum ")";
/// index = number | "i" (("+" | "-") number)?.
/// </summary>
internal sealed class ExpressionParser(ExpressionScope scope, string text, int sites)
{
    private readonly ExpressionGraph graph = scope.Graph;
    private int at, depth;

    /// <summary>Whether a name is one of a function.</summary>
    public static bool IsFunction(string name) => Function(name) is not null;

    /// <summary>The node of the whole text.</summary>
    public int Parse()
    {
        if (text.Length > ExpressionScope.MaxTextLength)
            throw Fault(0, $"expected at most {ExpressionScope.MaxTextLength} characters, found {text.Length}");
        int node = Sum();
        return at == text.Length ? node : throw Unexpected("an operator or the end");
    }

    private static Operation? Function(string name) => name switch
    {
        "exp" or "log" or "sqrt" or "sin" or "cos" or "tan" or "tanh" or "abs" or "min" or "max" => Enum.Parse<Operation>(name, ignoreCase: true),
        "pow" => Operation.Power,
        _ => null,
    };

    private int Sum()
    {
        int node = Product();
        while (Peek() is '+' or '-')
        {
            int place = at;
            Operation operation = text[at++] == '+' ? Operation.Add : Operation.Subtract;
            node = Apply(place, operation, node, Product());
        }

        return node;
    }

    private int Product()
    {
        int node = Signed();
        while (Peek() is '*' or '/')
        {
            int place = at;
            Operation operation = text[at++] == '*' ? Operation.Multiply : Operation.Divide;
            node = Apply(place, operation, node, Signed());
        }

        return node;
    }

    private int Signed()
    {
        char sign = Peek();
        if (sign is not ('+' or '-'))
            return Power();
        int place = at++;
        Enter(place);
        int node = Signed();
        depth--;
        return sign == '+' ? node : Apply(place, Operation.Negate, node);
    }

    private int Power()
    {
        int node = Atom();
        if (Peek() != '^')
            return node;
        int place = at++;
        Enter(place);
        int exponent = Signed();
        depth--;
        return Apply(place, Operation.Power, node, exponent);
    }

    private int Atom()
    {
        char next = Peek();
        if (char.IsAsciiDigit(next) || next == '.')
            return graph.Constant(Number());
        if (char.IsAsciiLetter(next) || next == '_')
            return Named();
        int place = at;
        if (next != '(')
            throw Unexpected("a number, a name or '('");
        at++;
        Enter(place);
        int node = Sum();
        depth--;
        Expect(')');
        return node;
    }

    private int Named()
    {
        int place = at;
        string name = Word();
        if (Function(name) is Operation function)
            return Call(place, function);
        if (name == "t")
            return scope.Time.Node;
        if (scope.Find(name) is not Expression found)
        {
            throw Fault(place, name == "i"
                ? "the index i stands inside brackets alone, as in x[i+1]"
                : $"expected {scope.Known}, t, or a function, found '{name}'");
        }

        bool bracket = Peek() == '[';
        if (found.Length == 1)
            return bracket ? throw Fault(at, $"'{name}' is a scalar; expected no '['") : found.Node;
        if (!bracket)
            throw Unexpected($"'[' after '{name}', a family of {found.Length} sites");
        at++;
        int node = Site(name, found);
        Expect(']');
        return node;
    }

    private int Site(string name, Expression family)
    {
        char next = Peek();
        int place = at;
        if (char.IsAsciiDigit(next))
        {
            int site = Integer();
            return site < family.Length
                ? graph.Pick(family.Node, site)
                : throw Fault(place, $"expected a site of '{name}', 0 to {family.Length - 1}, found {site}");
        }

        if (!char.IsAsciiLetter(next) || Word() != "i")
        {
            at = place;
            throw Unexpected("a site such as 3, or i, i+1, i-2");
        }

        if (family.Length != sites)
        {
            throw Fault(place, sites == 1
                ? $"i stands for the site in the line of a family alone; expected a site of '{name}', 0 to {family.Length - 1}"
                : $"'{name}' has {family.Length} sites; expected a family of {sites} sites, as the line's");
        }

        int by = Peek() switch
        {
            '+' => Distance(1),
            '-' => Distance(-1),
            _ => 0,
        };
        return graph.Shift(family.Node, by);
    }

    private int Distance(int sign)
    {
        at++;
        return char.IsAsciiDigit(Peek()) ? sign * Integer() : throw Unexpected("a whole number");
    }

    private int Call(int place, Operation function)
    {
        Expect('(');
        Enter(place);
        int a = Sum(), b = -1;
        if (function is Operation.Min or Operation.Max or Operation.Power)
        {
            Expect(',');
            b = Sum();
        }

        depth--;
        Expect(')');
        return Apply(place, function, a, b);
    }

    private int Apply(int place, Operation operation, int a, int b = -1)
    {
        // Families in one line have its number of sites: Site() sees to that.
        int node = graph.Apply(operation, a, b);
        return graph.Count <= ExpressionScope.MaxTextNodes ? node
            : throw Fault(place, $"expected at most {ExpressionScope.MaxTextNodes} operations in all expressions together");
    }

    private double Number()
    {
        int start = at;
        Digits();
        if (at < text.Length && text[at] == '.')
        {
            at++;
            Digits();
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            int mantissa = at++;
            if (at < text.Length && text[at] is '+' or '-')
                at++;
            if (at == text.Length || !char.IsAsciiDigit(text[at]))
                throw Fault(mantissa, "expected an exponent of digits after 'e'");
            Digits();
        }

        return double.TryParse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            ? value
            : throw Fault(start, $"expected a finite number, found '{text[start..at]}'");
    }

    private int Integer()
    {
        int start = at;
        Digits();
        return int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && value <= ExpressionScope.MaxSites
            ? value
            : throw Fault(start, $"expected a whole number up to {ExpressionScope.MaxSites}, found '{text[start..at]}'");
    }

    private void Digits()
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
    }

    private string Word()
    {
        int start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
            at++;
        return text[start..at];
    }

    /// <summary>The next character that is no blank; '\0' at the end.</summary>
    private char Peek()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at < text.Length ? text[at] : '\0';
    }

    private void Expect(char expected)
    {
        if (Peek() != expected)
            throw Unexpected($"'{expected}'");
        at++;
    }

    private void Enter(int place)
    {
        if (++depth > ExpressionScope.MaxTextDepth)
            throw Fault(place, $"expected at most {ExpressionScope.MaxTextDepth} parentheses, powers and signs inside each other");
    }

    private ExpressionException Unexpected(string expected)
    {
        Peek();
        string found = at == text.Length ? "the end" : char.IsControl(text[at]) || char.IsSurrogate(text[at])
            ? FormattableString.Invariant($"the character U+{(int)text[at]:X4}")
            : $"'{text[at]}'";
        return Fault(at, $"expected {expected}, found {found}");
    }

    private ExpressionException Fault(int place, string fault)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, place);
        return new ExpressionException(before.Count('\n') + 1, place - before.LastIndexOf('\n'), fault);
    }
}
