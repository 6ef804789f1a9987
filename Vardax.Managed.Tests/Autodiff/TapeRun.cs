using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Autodiff;

/// <summary>Runs an operation of <see cref="TapeOperations"/> on a tape, all arguments' values in one vector.</summary>
internal static class TapeRun
{
    /// <summary>Values for all arguments of an operation.</summary>
    public static double[] Arguments(string name, int rows, int columns) =>
        Numbers.AwayFromZero((rows * 1000) + columns, TapeOperations.Shapes(name, rows, columns).Sum(s => s.Rows * s.Columns));

    /// <summary>The operation's values, and the gradient of sum(weights * values) by all arguments.</summary>
    public static (T[] Values, T[] Gradient) ValueAndGradient<T>(
        string name, int rows, int columns, double[] arguments, Func<int, double[]> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = new Tape<T>(0);
        tape.Reset(default);
        Variable[] x = Inputs(tape, name, rows, columns, arguments);
        Variable y = TapeOperations.Record(name, tape, x);
        tape.Backward(y, [.. weights(y.Size).Select(T.CreateChecked)]);
        return (tape.Value(y).ToArray(), [.. x.SelectMany(v => tape.Adjoint(v).ToArray())]);
    }

    /// <summary>sum(weights * values) as a function of the arguments.</summary>
    public static double WeightedSum(string name, int rows, int columns, double[] arguments, Func<int, double[]> weights)
    {
        var tape = new Tape<double>(0);
        tape.Reset(default);
        Variable y = TapeOperations.Record(name, tape, Inputs(tape, name, rows, columns, arguments));
        return GradientCheck.Dot(weights(y.Size), tape.Value(y));
    }

    /// <summary>The values and their tangent along a direction, by dual numbers.</summary>
    public static (double[] Values, double[] Tangent) Tangent(
        string name, int rows, int columns, double[] arguments, double[] direction)
    {
        var x = new List<Dual[,]>();
        int at = 0;
        foreach ((int r, int c) in TapeOperations.Shapes(name, rows, columns))
        {
            var matrix = new Dual[r, c];
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j < c; j++, at++)
                    matrix[i, j] = new Dual(arguments[at], direction[at]);
            }

            x.Add(matrix);
        }

        Dual[] result = [.. DualOperations.Evaluate(name, [.. x]).Cast<Dual>()];
        return ([.. result.Select(d => d.Value)], [.. result.Select(d => d.Derivative)]);
    }

    private static Variable[] Inputs<T>(Tape<T> tape, string name, int rows, int columns, double[] arguments)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inputs = new List<Variable>();
        int at = 0;
        foreach ((int r, int c) in TapeOperations.Shapes(name, rows, columns))
        {
            T[] values = [.. arguments.Skip(at).Take(r * c).Select(T.CreateChecked)];
            inputs.Add(tape.Input(values, r, c, differentiable: true));
            at += r * c;
        }

        return [.. inputs];
    }
}
