using Vardax.Managed.Formats;

namespace Vardax.Managed.Tests.Support.Fuzzing;

internal static class NpyArrays
{
    /// <summary>Any number of arrays, one after the other, up to the stream's end.</summary>
    public static IReadOnlyList<NpyArray> ReadAll(Stream stream, string name)
    {
        ByteSource source = new(stream, name);
        List<NpyArray> arrays = [];
        while (NpyArray.TryRead(source) is { } array)
            arrays.Add(array);
        return arrays;
    }
}
