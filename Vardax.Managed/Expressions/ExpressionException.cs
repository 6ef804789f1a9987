using System.Globalization;

namespace Vardax.Managed.Expressions;

/// <summary>The text of an expression is wrong: where, what was expected, and what was found.</summary>
public sealed class ExpressionException : Exception
{
    internal ExpressionException(int line, int column, string fault)
        : base(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {fault}")) =>
        (Line, Column, Fault) = (line, column, fault);

    /// <summary>The line in the expression's text, from 1.</summary>
    public int Line { get; }

    /// <summary>The column in that line, in characters from 1.</summary>
    public int Column { get; }

    /// <summary>What was expected and what was found, without the place.</summary>
    public string Fault { get; }
}
