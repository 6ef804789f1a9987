using System.Text.Json;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Randomness;

public sealed class RandomKeyTests
{
    public static TheoryData<int> Splits => [.. Enumerable.Range(0, ReferenceVectors.Get("split").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Splits))]
    public void Splits_are_those_of_the_reference(int index)
    {
        JsonElement vector = ReferenceVectors.Get("split")[index];
        RandomKey[] keys = RandomKey.FromSeed(vector.GetProperty("seed").GetUInt64()).Split(vector.GetProperty("num").GetInt32());
        Assert.Equal(vector.GetProperty("num").GetInt32(), keys.Length);
        Assert.Equal(ReferenceVectors.Key(vector.GetProperty("first")), keys[0]);
        Assert.Equal(ReferenceVectors.Key(vector.GetProperty("second")), keys[1]);
        Assert.Equal(ReferenceVectors.Key(vector.GetProperty("last")), keys[^1]);
    }

    [Fact]
    public void A_seed_becomes_its_high_and_low_words() =>
        Assert.Equal(new RandomKey(0x01234567, 0x89abcdef), RandomKey.FromSeed(0x0123456789abcdef));

    [Fact]
    public void A_child_is_the_key_of_that_number_of_any_split()
    {
        RandomKey key = RandomKey.FromSeed(7);
        RandomKey[] keys = key.Split(20);
        for (int i = 0; i < keys.Length; i++)
            Assert.Equal(keys[i], key.Child((ulong)i));
        Assert.Equal((keys[0], keys[1]), key.Split());
    }

    [Fact]
    public void A_child_of_a_large_number_uses_both_words_of_the_counter()
    {
        var key = new RandomKey(1, 2);
        (uint x0, uint x1) = Threefry.Block(key, 3, 4);
        Assert.Equal(new RandomKey(x0, x1), key.Child((3UL << 32) + 4));
    }

    [Fact]
    public void Children_differ_from_each_other()
    {
        RandomKey[] keys = RandomKey.FromSeed(0).Split(10_000);
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void A_negative_count_is_refused() =>
        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(() => RandomKey.FromSeed(0).Split(-1)).ParamName);

    [Fact]
    public void A_key_prints_as_sixteen_digits() => Assert.Equal("0000000100abcdef", new RandomKey(1, 0xabcdef).ToString());
}
