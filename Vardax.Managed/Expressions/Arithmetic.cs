namespace Vardax.Managed.Expressions;

/// <summary>The operations on numbers: what constants are folded by.</summary>
internal static class Arithmetic
{
    /// <summary>The value of an arithmetic operation; <paramref name="b"/> is unused by one with a single operand.</summary>
    public static double Apply(Operation operation, double a, double b) => operation switch
    {
        Operation.Add => a + b,
        Operation.Subtract => a - b,
        Operation.Multiply => a * b,
        Operation.Divide => a / b,
        Operation.Power => Math.Pow(a, b),
        Operation.Min => Math.Min(a, b),
        Operation.Max => Math.Max(a, b),
        Operation.Less => a < b ? 1 : 0,
        Operation.Negate => -a,
        Operation.Abs => Math.Abs(a),
        Operation.Sign => double.IsNaN(a) ? a : Math.Sign(a),
        Operation.Sqrt => Math.Sqrt(a),
        Operation.Exp => Math.Exp(a),
        Operation.Log => Math.Log(a),
        Operation.Sin => Math.Sin(a),
        Operation.Cos => Math.Cos(a),
        Operation.Tan => Math.Tan(a),
        Operation.Tanh => Math.Tanh(a),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Expected an arithmetic operation."),
    };
}
