using System.Runtime.InteropServices;

namespace Vardax.Managed.Tests.Support;

/// <summary>Equality of every bit: tells -0 from 0, and a NaN equals itself.</summary>
internal static class BitwiseAssert
{
    public static void Equal<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string context = "")
        where T : unmanaged
    {
        Assert.True(expected.Length == actual.Length, $"{context}: expected {expected.Length} values, found {actual.Length}.");
        for (int i = 0; i < expected.Length; i++)
        {
            if (!MemoryMarshal.AsBytes(expected.Slice(i, 1)).SequenceEqual(MemoryMarshal.AsBytes(actual.Slice(i, 1))))
                Assert.Fail($"{context}: at {i} expected {expected[i]}, found {actual[i]}.");
        }
    }
}
