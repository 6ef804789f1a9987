using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cycling;

/// <summary>Draws of the errors of all instruments, in working units.</summary>
internal static class InstrumentErrors
{
    /// <summary>One error for each instrument.</summary>
    public static void Draw(ObservingSystem observing, RandomKey key, Span<double> errors)
    {
        NormalDraws.Fill(key, errors);
        Span<float> uniforms = stackalloc float[2];
        for (int i = 0; i < errors.Length; i++)
        {
            ErrorDistribution error = observing.Instruments[i].Error;
            if (error is StudentError student)
            {
                RandomDraws.Uniform(key.StudentErrors().Child((ulong)i), uniforms);
                errors[i] = student.Draw(1 - uniforms[0], uniforms[1]);
            }

            errors[i] *= error.Std;
        }
    }
}
