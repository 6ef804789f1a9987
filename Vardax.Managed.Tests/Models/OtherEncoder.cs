using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Tests.Models;

/// <summary>An encoder that the exporter does not know: the observations alone.</summary>
internal sealed class OtherEncoder : IObsEncoder
{
    public int Entries => 6;

    public int Features => 6;

    public int ParameterCount => 0;

    public int ScratchPerRow => 0;

    public static WindowDensity Posterior() =>
        WindowDensity.Create(new OtherEncoder(), AmortizedConfig.Reference, new Standardization(6), RandomKey.FromSeed(0));

    public void Initialize(RandomKey key, Span<float> parameters)
    {
    }

    public IEnumerable<ParameterView> Views() => [];

    public Variable Encode<T>(Tape<T> tape, Variable observations, Variable mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => observations;

    public void Encode(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, int rows,
        Span<float> features, Span<float> scratch) => observations.CopyTo(features);
}
