using System.Numerics;
using Vardax.Managed.Autodiff;

namespace Vardax.Managed.Tests.Support;

internal static class TapeInputs
{
    /// <summary>Records an input with the given values, row-major.</summary>
    public static Variable Input<T>(this Tape<T> tape, ReadOnlySpan<T> values, int rows, int columns, bool differentiable = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable input = tape.Input(rows, columns, differentiable);
        values.CopyTo(tape.Write(input));
        return input;
    }
}
