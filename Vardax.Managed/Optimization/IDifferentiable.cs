namespace Vardax.Managed.Optimization;

/// <summary>A scalar function with its gradient. One thread at a time.</summary>
public interface IDifferentiable
{
    /// <summary>Length of x.</summary>
    int Parameters { get; }

    /// <summary>Returns f(x) and writes its gradient. What is not finite is left so.</summary>
    double Evaluate(ReadOnlySpan<double> x, Span<double> gradient);
}
