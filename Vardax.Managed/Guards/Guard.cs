using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Guards;

/// <summary>The checks of arguments: each throws with the argument's name, what was expected and what was found.</summary>
internal static class Guard
{
    /// <summary>As many entries as expected, and one or more.</summary>
    public static void Length(int expected, int found, string name)
    {
        if (expected == 0)
            throw new ArgumentException("Expected at least one entry.", name);
        if (expected != found)
            throw new ArgumentException($"Expected {expected} entries, found {found}.", name);
    }

    /// <summary>No fewer values than expected.</summary>
    public static void AtLeast(long expected, int found, string name)
    {
        if (found < expected)
            throw new ArgumentException($"Expected at least {expected} values, found {found}.", name);
    }

    /// <summary>The entries of a matrix of at least 1 x 1.</summary>
    public static void Matrix(int length, int rows, int columns, string name)
    {
        if (rows < 1 || columns < 1 || length != (long)rows * columns)
            throw new ArgumentException($"Expected {rows} x {columns} entries, at least 1 x 1, found {length}.", name);
    }

    /// <summary>A state of so many components.</summary>
    public static void State(int components, int found, string name)
    {
        if (found != components)
            throw new ArgumentException($"Expected a state of {components} components, found {found}.", name);
    }

    /// <summary>So many components of each of 0 or more columns.</summary>
    public static void Columns(int components, int count, int found, string name, [CallerArgumentExpression(nameof(count))] string countName = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count, countName);
        if (found != (long)components * count)
            throw new ArgumentException($"Expected {components} components of {count} columns, found {found} values.", name);
    }

    /// <summary>Finite numbers.</summary>
    public static void Finite(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"Entry {i} is {values[i]}; expected a finite number.", name);
        }
    }

    /// <summary>A finite number.</summary>
    public static void Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(name, value, "Expected a finite number.");
    }

    /// <summary>A finite number above 0, given back.</summary>
    public static T Positive<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumberBase<T>, IComparisonOperators<T, T, bool> => T.IsFinite(value) && value > T.Zero
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Expected a finite positive number.");

    /// <summary>A finite number of 0 or more, given back.</summary>
    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "Expected a finite number, 0 or more.");

    /// <summary>A number above 0 and below 1, given back.</summary>
    public static double Share(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "Expected a number in (0, 1).");

    /// <summary>A setting that takes some values and no others.</summary>
    public static void Setting(bool holds, string name, object value, string expected)
    {
        if (!holds)
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it must be {expected}."), name);
    }
}
