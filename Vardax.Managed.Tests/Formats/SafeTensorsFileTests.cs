using System.Buffers.Binary;
using System.Text;
using Vardax.Managed.Formats;
using Vardax.Managed.Tests.Support;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Tests.Formats;

public sealed class SafeTensorsFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vardax-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_made_from_the_description_of_the_format_is_read()
    {
        SafeTensorsFile file = SafeTensorsFile.Load(FormatFiles.Vector("spec.safetensors"));
        Assert.Equal(["b", "n", "w.1", "half"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(FormatFiles.Quarters, file.Find("w.1", SafeTensorType.F32, 2, 3).ToSingles());
        Assert.Equal([0.5, -2], file.Find("b", SafeTensorType.F64, 2).ToDoubles());
        Assert.Equal([-7], file.Find("n", SafeTensorType.I64).ToInt64s());
        Assert.Equal([0x80, 0x3F, 0, 0x40], file.Find("half", SafeTensorType.BF16, 2).Data.ToArray());
        Assert.Equal(2, file.Metadata.Count);
        Assert.Equal("\u00fc \"quoted\"", file.Metadata["note"]);
        byte[] bytes = File.ReadAllBytes(FormatFiles.Vector("spec.safetensors"));
        Assert.All(file.Tensors, t => Assert.Equal(t.Data.ToArray(), bytes.AsSpan((int)t.Offset, t.Data.Length).ToArray()));
    }

    [Fact]
    public void The_bytes_are_those_that_the_format_prescribes()
    {
        SafeTensorsFile file = new(
            [SafeTensor.FromSingles("b", [1], [1]), SafeTensor.FromDoubles("a", [], [2]), SafeTensor.FromInt32s("c", [0, 2], []),
                SafeTensor.FromSingles("a.1", [2], [3, -0f]), SafeTensor.FromInt64s("z", [1, 1], [-1])],
            new Dictionary<string, string> { ["k2"] = "\"\u00fc<", ["k1"] = "" });
        string header = "{'__metadata__':{'k1':'','k2':'\\'\u00fc<'},'z':{'dtype':'I64','shape':[1,1],'data_offsets':[0,8]},"
            + "'a':{'dtype':'F64','shape':[],'data_offsets':[8,16]},'a.1':{'dtype':'F32','shape':[2],'data_offsets':[16,24]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[24,28]},'c':{'dtype':'I32','shape':[0,2],'data_offsets':[28,28]}}";
        header = header.Replace('\'', '"');
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] padded = [.. text, .. Enumerable.Repeat((byte)' ', (8 - (text.Length % 8)) % 8)];
        byte[] expected =
        [
            (byte)padded.Length, (byte)(padded.Length >> 8), 0, 0, 0, 0, 0, 0, .. padded,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0, 0x80,
            0, 0, 0x80, 0x3F,
        ];
        Assert.Equal(expected, FormatFiles.Written(file.Write));
    }

    [Theory]
    [InlineData("n", 2)]
    [InlineData("na", 1)]
    [InlineData("nam", 0)]
    [InlineData("name", 7)]
    public void The_header_is_padded_to_8_bytes(string name, int spaces)
    {
        byte[] bytes = FormatFiles.Written(new SafeTensorsFile([SafeTensor.FromSingles(name, [0], [])]).Write);
        Assert.Equal(0, bytes.Length % 8);
        Assert.Equal(spaces, bytes.Length - 1 - Array.LastIndexOf(bytes, (byte)'}'));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_is_read(bool streamed)
    {
        float[] singles = [float.NaN, float.PositiveInfinity, -0f, float.Epsilon, float.MaxValue, 1.1f];
        SafeTensorsFile file = new(
            [SafeTensor.FromSingles("w", [3, 2], singles), SafeTensor.FromDoubles("d", [1], [Math.PI]),
                SafeTensor.FromInt64s("i", [2], [long.MinValue, long.MaxValue]), SafeTensor.FromInt32s("j", [], [int.MinValue])],
            new Dictionary<string, string> { ["a"] = "b\n" });
        string path = Path.Combine(folder, "w.safetensors");
        file.Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        SafeTensorsFile read = streamed ? SafeTensorsFile.Read(new ForwardStream(bytes), path) : SafeTensorsFile.Load(path);
        Assert.Equal(path, read.Name);
        BitwiseAssert.Equal(singles, read.Find("w", SafeTensorType.F32, 3, 2).ToSingles());
        Assert.Equal([Math.PI], read["d"].ToFiniteDoubles());
        Assert.Equal([long.MinValue, long.MaxValue], read["i"].ToInt64s());
        Assert.Equal([int.MinValue], read["j"].ToInt32s());
        Assert.Equal("b\n", read.Metadata["a"]);
        Assert.Equal(bytes, FormatFiles.Written(read.Write));
    }

    [Fact]
    public void The_same_tensors_in_any_order_give_the_same_bytes()
    {
        SafeTensor[] tensors = [.. "cab\u00fc".Select(c => SafeTensor.FromSingles($"{c}", [1], [c]))];
        Assert.Equal(
            FormatFiles.Written(new SafeTensorsFile(tensors).Write),
            FormatFiles.Written(new SafeTensorsFile(tensors.Reverse()).Write));
    }

    [Fact]
    public void The_elements_are_views_of_the_bytes_that_are_parsed()
    {
        byte[] bytes = FormatFiles.Written(new SafeTensorsFile([SafeTensor.FromSingles("w", [1], [1])]).Write);
        SafeTensor tensor = SafeTensorsFile.Parse(bytes, "memory")["w"];
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan((int)tensor.Offset), 5);
        Assert.Equal([5f], tensor.ToSingles());
    }

    [Fact]
    public void What_is_not_as_expected_is_named()
    {
        SafeTensor[] tensors =
            [SafeTensor.FromSingles("w", [2, 1], [1, float.NaN]), SafeTensor.FromDoubles("d", [1], [double.NegativeInfinity])];
        SafeTensorsFile file = SafeTensorsFile.Parse(FormatFiles.Written(new SafeTensorsFile(tensors).Write), "f");
        FormatFiles.Faults("tensor 'w': expected F32 [2, 2], found F32 [2, 1]", () => file.Find("w", SafeTensorType.F32, 2, 2));
        FormatFiles.Faults("tensor 'w': expected F64 [2, 1], found F32 [2, 1]", () => file.Find("w", SafeTensorType.F64, 2, 1));
        FormatFiles.Faults("at byte 0: tensor 'v': expected I64 [], found no tensor", () => file.Find("v", SafeTensorType.I64));
        FormatFiles.Faults("expected a tensor 'v', found none among 2", () => _ = file["v"]);
        FormatFiles.Faults("tensor 'w': expected elements of type F64, found F32", () => file["w"].ToDoubles());
        FormatFiles.Faults("tensor 'd': expected elements of type F32, found F64", () => file["d"].ToSingles());
        FormatFiles.Faults("tensor 'd': expected elements of type I64, found F64", () => file["d"].ToInt64s());
        FormatFiles.Faults("tensor 'd': expected elements of type I32, found F64", () => file["d"].ToInt32s());
        FormatFiles.Faults($"f: at byte {file["w"].Offset + 4}: tensor 'w': element 1: expected a finite number, found NaN", () => file["w"].ToFiniteSingles());
        FormatFiles.Faults("tensor 'd': element 0: expected a finite number, found -Infinity", () => file["d"].ToFiniteDoubles());
        Assert.False(file.TryFind("v", out _));
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        SafeTensor tensor = SafeTensor.FromSingles("w", [1], [1]);
        Refuses.Argument("tensors", () => new SafeTensorsFile([tensor, tensor]));
        Refuses.Argument("name", () => SafeTensor.FromSingles("", [1], [1]));
        Refuses.Argument("name", () => SafeTensor.FromDoubles("__metadata__", [1], [1]));
        Refuses.Argument("shape", () => SafeTensor.FromSingles("w", [2], [1]));
        Refuses.Argument("shape", () => SafeTensor.FromInt64s("w", [-1, -1], [1]));
        Refuses.Argument("shape", () => SafeTensor.FromInt32s("w", [long.MaxValue, 8], []));
    }

    [Fact]
    public void A_missing_file_is_a_failure_of_the_file_system() => Assert.Throws<FileNotFoundException>(
        () => SafeTensorsFile.Load(Path.Combine(folder, "none")));
}
