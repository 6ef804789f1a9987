using System.Text.Json;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Randomness;

public sealed class RandomDrawsTests
{
    public static TheoryData<int> NormalVectors => [.. Enumerable.Range(0, ReferenceVectors.Get("normal").GetArrayLength())];

    [Fact]
    public void Bits_are_those_of_the_reference()
    {
        uint[] expected = ReferenceVectors.Words(ReferenceVectors.Get("bits32", "hex"));
        var words = new uint[expected.Length];
        RandomDraws.Bits(RandomKey.FromSeed(ReferenceVectors.Get("bits32", "seed").GetUInt64()), words);
        Assert.Equal(expected, words);
    }

    [Fact]
    public void Uniform_numbers_are_those_of_the_reference()
    {
        float[] expected = ReferenceVectors.Singles(ReferenceVectors.Get("uniform", "values"));
        var values = new float[expected.Length];
        RandomDraws.Uniform(RandomKey.FromSeed(ReferenceVectors.Get("uniform", "seed").GetUInt64()), values);
        BitwiseAssert.Equal<float>(expected, values);
    }

    [Theory]
    [MemberData(nameof(NormalVectors))]
    public void Normal_numbers_are_those_of_the_reference_within_two_ulps(int index)
    {
        JsonElement vector = ReferenceVectors.Get("normal")[index];
        float[] expected = ReferenceVectors.Singles(vector.GetProperty("values"));
        var values = new float[expected.Length];
        RandomDraws.Normal(RandomKey.FromSeed(vector.GetProperty("seed").GetUInt64()), values);
        for (int i = 0; i < expected.Length; i++)
            CloseAssert.Absolute(expected[i], values[i], 2 * Ulp.Of<float>(Math.Abs(expected[i])), $"[{i}]");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(33)]
    public void A_draw_in_pieces_has_the_same_bits(int piece)
    {
        RandomKey key = RandomKey.FromSeed(11);
        var words = new uint[150];
        var normals = new float[words.Length];
        RandomDraws.Bits(key, words);
        RandomDraws.Normal(key, normals);
        var wordPieces = new uint[words.Length];
        var normalPieces = new float[words.Length];
        for (int start = 0; start < words.Length; start += piece)
        {
            int count = Math.Min(piece, words.Length - start);
            RandomDraws.Bits(key, wordPieces.AsSpan(start, count), (uint)start);
            RandomDraws.Normal(key, normalPieces.AsSpan(start, count), (uint)start);
        }

        Assert.Equal(words, wordPieces);
        BitwiseAssert.Equal<float>(normals, normalPieces);
    }

    [Fact]
    public void A_draw_only_where_it_is_needed_has_the_same_bits()
    {
        RandomKey key = RandomKey.FromSeed(12);
        var all = new float[500];
        RandomDraws.Normal(key, all);
        for (int count = 0; count <= 60; count++)
        {
            uint[] counters = [.. Enumerable.Range(0, count).Select(i => (uint)(i * 37 % 500))];
            var some = new float[count + 1];
            RandomDraws.NormalAt(key, counters, some);
            BitwiseAssert.Equal<float>([.. counters.Select(c => all[c]), 0f], some);
        }
    }

    [Fact]
    public void Different_keys_give_different_numbers()
    {
        float[] first = new float[100], second = new float[100];
        RandomDraws.Normal(RandomKey.FromSeed(1), first);
        RandomDraws.Normal(RandomKey.FromSeed(2), second);
        Assert.DoesNotContain(first, second.Contains);
    }

    [Theory]
    [InlineData(1f, 0f)]
    [InlineData(float.NaN, 1f)]
    [InlineData(0f, float.NaN)]
    [InlineData(0f, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, 0f)]
    public void Ends_that_are_no_interval_are_refused(float low, float high) => Assert.Throws<ArgumentOutOfRangeException>(
        () => RandomDraws.Uniform(RandomKey.FromSeed(0), new float[3], low, high));

    [Fact]
    public void An_empty_interval_gives_its_only_point()
    {
        var values = new float[20];
        RandomDraws.Uniform(RandomKey.FromSeed(0), values, 2.5f, 2.5f);
        Assert.All(values, value => Assert.Equal(2.5f, value));
    }

    [Fact]
    public void Too_little_room_for_the_counters_is_refused() => Assert.Equal("destination", Assert.Throws<ArgumentException>(
        () => RandomDraws.NormalAt(RandomKey.FromSeed(0), new uint[4], new float[3])).ParamName);

    [Fact]
    public void Drawing_allocates_nothing()
    {
        var values = new float[1001];
        var counters = new uint[1001];
        Assert.Equal(0, Allocation.AfterWarmUp(() =>
        {
            RandomDraws.Normal(RandomKey.FromSeed(3), values);
            RandomDraws.NormalAt(RandomKey.FromSeed(3), counters, values);
            RandomDraws.Uniform(RandomKey.FromSeed(3), values);
        }));
    }
}
