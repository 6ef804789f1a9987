namespace Vardax.Managed.Systems;

/// <summary>
/// What training covers: three windows in ten are whole; of the others a share of the values is missing, uniform up to
/// <see cref="Largest"/>: single values (half of them), whole times (a quarter), an unbroken run of times (an eighth) or whole
/// components (an eighth).
/// </summary>
public sealed record MissingShare : MissingObservations
{
    private const int Decisions = 4;
    private const float WholeShare = 0.3f;

    /// <summary>From the largest share.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public MissingShare(double largest)
    {
        if (!(largest is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(largest), largest, "Expected a share from 0 to 1.");
        Largest = largest;
    }

    /// <summary>The largest share of a window's values that is missing.</summary>
    public double Largest { get; }

    /// <inheritdoc/>
    internal override int UniformsNeeded(int observed) => Decisions + observed;

    /// <inheritdoc/>
    internal override void Remove(Span<float> mask, int dimension, ReadOnlySpan<float> uniforms)
    {
        float whole = uniforms[0], kind = uniforms[1], amount = uniforms[2], place = uniforms[3];
        ReadOnlySpan<float> choices = uniforms[Decisions..];
        if (whole < WholeShare)
            return;
        int times = mask.Length / dimension;
        switch (kind)
        {
            case < 0.5f:
                Choose(CountObserved(mask), amount, choices).Remove(mask);
                break;
            case < 0.75f:
                var states = Choose(CountTimes(mask, dimension), amount, choices);
                for (int t = 0; t < times; t++)
                {
                    Span<float> state = mask.Slice(t * dimension, dimension);
                    if (IsSeen(state) && states.TakesNext())
                        state.Clear();
                }

                break;
            case < 0.875f:
                int seen = CountTimes(mask, dimension), run = Count(seen, amount);
                int first = (int)(place * (seen - run + 1));
                for (int t = 0, at = 0; t < times; t++)
                {
                    Span<float> state = mask.Slice(t * dimension, dimension);
                    if (IsSeen(state) && at++ is var index && index >= first && index < first + run)
                        state.Clear();
                }

                break;
            default:
                int components = 0;
                for (int c = 0; c < dimension; c++)
                    components += IsSeen(mask, c, dimension) ? 1 : 0;
                var columns = Choose(components, amount, choices);
                for (int c = 0; c < dimension; c++)
                {
                    if (IsSeen(mask, c, dimension) && columns.TakesNext())
                        MissingComponent.Remove(mask, c, dimension);
                }

                break;
        }
    }

    private static bool IsSeen(ReadOnlySpan<float> state) => state.ContainsAnyExcept(0f);

    private static bool IsSeen(ReadOnlySpan<float> mask, int component, int dimension)
    {
        for (int i = component; i < mask.Length; i += dimension)
        {
            if (mask[i] != 0)
                return true;
        }

        return false;
    }

    private static int CountTimes(ReadOnlySpan<float> mask, int dimension)
    {
        int count = 0;
        for (int i = 0; i < mask.Length; i += dimension)
            count += IsSeen(mask.Slice(i, dimension)) ? 1 : 0;
        return count;
    }

    /// <summary>How many units of so many: uniform from 0 to the largest share of them.</summary>
    private int Count(int units, float amount) => (int)(amount * ((int)(Largest * units) + 1));

    private Selection Choose(int units, float amount, ReadOnlySpan<float> uniforms) => new(units, Count(units, amount), uniforms);
}
