using System.Text.Json;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Randomness;

public sealed class ThreefryTests
{
    public static TheoryData<int> KnownAnswers => [.. Enumerable.Range(0, ReferenceVectors.Get("threefry2x32").GetArrayLength())];

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Known_answers_of_Salmon_et_al(int index)
    {
        JsonElement vector = ReferenceVectors.Get("threefry2x32")[index];
        uint[] counter = ReferenceVectors.Words(vector.GetProperty("counter"));
        uint[] expected = ReferenceVectors.Words(vector.GetProperty("output"));
        (uint x0, uint x1) = Threefry.Block(ReferenceVectors.Key(vector.GetProperty("key")), counter[0], counter[1]);
        Assert.Equal(expected, (uint[])[x0, x1]);
    }

    [Fact]
    public void The_vector_form_is_the_scalar_form_at_every_length_and_counter()
    {
        var key = new RandomKey(0x13198a2e, 0x03707344);
        for (int length = 0; length <= 70; length++)
        {
            var words = new uint[length + 1];
            words[length] = 0xDEADBEEF;
            RandomDraws.Bits(key, words.AsSpan(0, length), firstCounter: 1000);
            for (uint i = 0; i < length; i++)
            {
                (uint x0, uint x1) = Threefry.Block(key, 0, 1000 + i);
                Assert.Equal(x0 ^ x1, words[i]);
            }

            Assert.Equal(0xDEADBEEF, words[length]);
        }
    }
}
