using System.Buffers.Binary;
using System.Text;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Tests.Formats;

/// <summary>Headers that lie, each refused by what is wrong with it.</summary>
public class SafeTensorsHostileTests
{
    // With ' for ", as in the headers below.
    private const string One = "'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]}";

    [Theory]
    [InlineData("{" + One + "}", 2, null)]
    [InlineData("{" + One + "}  \n", 2, null)]
    [InlineData("{}", 0, null)]
    [InlineData("{'a':{'data_offsets':[0,1],'shape':[2],'dtype':'F4'}}", 1, null)]
    [InlineData("{'b':{'dtype':'U8','shape':[0],'data_offsets':[0,0]}," + One + "}", 2, null)]
    [InlineData("[]", 0, "at byte 8: expected a header that begins with '{'")]
    [InlineData(" {}", 0, "at byte 8: expected a header that begins with '{'")]
    [InlineData("", 0, "begins with '{'")]
    [InlineData("{} x", 0, "at byte 11: the header is no valid JSON")]
    [InlineData("{", 0, "the header is no valid JSON")]
    [InlineData("{'a':[[[[[[]]]]]]}", 0, "expected an object as tensor 'a'")]
    [InlineData("{'a':{'shape':[[[[0]]]]}}", 0, "at byte 23: the header is no valid JSON")]
    [InlineData("{" + One + "," + One + "}", 2, "tensor 'a' stands twice")]
    [InlineData("{" + One + ",'\\u0061':{}}", 2, "tensor 'a' stands twice")]
    [InlineData("{'a':{'dtype':'U8','dtype':'U8','shape':[2],'data_offsets':[0,2]}}", 2, "'dtype' is unknown or stands twice")]
    [InlineData("{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2],'x':1}}", 2, "'x' is unknown or stands twice")]
    [InlineData("{'a':{'dtype':'U8','shape':[2]}}", 2, "tensor 'a': expected 'dtype', 'shape' and 'data_offsets'")]
    [InlineData("{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,2]}}", 2, "a type of the format, found 'F31'")]
    [InlineData("{'a':{'dtype':8,'shape':[2],'data_offsets':[0,2]}}", 2, "expected a string as 'dtype'")]
    [InlineData("{'a':{'dtype':'U8','shape':2,'data_offsets':[0,2]}}", 2, "expected a list as 'shape'")]
    [InlineData("{'a':{'dtype':'U8','shape':[-2],'data_offsets':[0,2]}}", 2, "integers from 0 to 9223372036854775807 as 'shape'")]
    [InlineData("{'a':{'dtype':'U8','shape':[2.0],'data_offsets':[0,2]}}", 2, "as 'shape'")]
    [InlineData("{'a':{'dtype':'U8','shape':['2'],'data_offsets':[0,2]}}", 2, "as 'shape'")]
    [InlineData("{'a':{'dtype':'U8','shape':[18446744073709551615],'data_offsets':[0,2]}}", 2, "as 'shape'")]
    [InlineData("{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2,2]}}", 2, "at most 2 numbers as 'data_offsets'")]
    [InlineData("{'a':{'dtype':'U8','shape':[2],'data_offsets':[2]}}", 2, "expected 2 data_offsets, found 1")]
    [InlineData("{'a':{'dtype':'U8','shape':[2],'data_offsets':[2,0]}}", 2, "data_offsets 2 to 0 are no range within 2 bytes")]
    [InlineData("{'a':{'dtype':'U8','shape':[3],'data_offsets':[0,3]}}", 2, "data_offsets 0 to 3 are no range within 2 bytes")]
    [InlineData("{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,2]}}", 2, "U8 [1] takes 1 bytes, found data_offsets of 2")]
    [InlineData("{'a':{'dtype':'F4','shape':[3],'data_offsets':[0,2]}}", 2, "no number of bytes holds F4 [3]")]
    [InlineData("{'a':{'dtype':'U8','shape':[4294967296,4294967296],'data_offsets':[0,0]}}", 0, "no number of bytes holds U8")]
    [InlineData("{'a':{'dtype':'F64','shape':[2305843009213693952],'data_offsets':[0,0]}}", 0, "no number of bytes holds F64")]
    [InlineData("{" + One + ",'b':{'dtype':'U8','shape':[1],'data_offsets':[3,4]}}", 4, "without holes and overlaps")]
    [InlineData("{" + One + ",'b':{'dtype':'U8','shape':[2],'data_offsets':[1,3]}}", 3, "without holes and overlaps")]
    [InlineData("{" + One + "}", 3, "1 bytes belong to no tensor")]
    [InlineData("{}", 1, "1 bytes belong to no tensor")]
    [InlineData("{'__metadata__':{'a':1}}", 0, "expected a string as __metadata__ 'a'")]
    [InlineData("{'__metadata__':null}", 0, "expected an object of strings as __metadata__")]
    [InlineData("{'__metadata__':{'a':'1','a':'1'}}", 0, "__metadata__ 'a' stands twice")]
    [InlineData("{'__metadata__':{},'__metadata__':{}}", 0, "__metadata__ stands twice")]
    [InlineData("{'\\ud800':{}}", 0, "the header is no valid JSON")]
    public void A_header_is_read_or_refused_by_its_fault(string header, int data, string? fault)
    {
        byte[] bytes = File(Encoding.UTF8.GetBytes(header.Replace('\'', '"')), data);
        if (fault is null)
            Assert.Equal(data, SafeTensorsFile.Parse(bytes, "f").Tensors.Sum(tensor => tensor.Data.Length));
        else
            FormatFiles.Faults(fault, () => SafeTensorsFile.Parse(bytes, "f"));
    }

    [Fact]
    public void Letters_that_are_no_UTF8_are_refused() => FormatFiles.Faults(
        "expected a header in UTF-8", () => SafeTensorsFile.Parse(File([.. "{\""u8, 0xFF, .. "\":{}}"u8], 0), "f"));

    [Theory]
    [InlineData(3, "expected a header of 3 bytes, found 2")]
    [InlineData(100_000_000, "expected a header of 100000000 bytes, found 2")]
    [InlineData(100_000_001, "expected a header of at most 100000000 bytes, found one of 100000001")]
    [InlineData(-1, "expected a header of at most 100000000 bytes, found one of 18446744073709551615")]
    public void The_headers_length_is_checked(long length, string fault)
    {
        byte[] bytes = File("{}"u8.ToArray(), 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        FormatFiles.Faults(fault, () => SafeTensorsFile.Parse(bytes, "f"));
    }

    [Fact]
    public void All_official_types_are_read_as_bytes()
    {
        string[] names =
        [
            "BOOL", "F4", "F6_E2M3", "F6_E3M2", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "I16", "U16", "F16", "BF16", "I32",
            "U32", "F32", "C64", "F64", "I64", "U64",
        ];
        int[] bytesOf4 = [4, 2, 3, 3, 4, 4, 4, 4, 4, 8, 8, 8, 8, 16, 16, 16, 32, 32, 32, 32];
        Assert.Equal(Enum.GetValues<SafeTensorType>().Length, names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            string header = $"{{\"a\":{{\"dtype\":\"{names[i]}\",\"shape\":[2,2],\"data_offsets\":[0,{bytesOf4[i]}]}}}}";
            SafeTensorsFile file = SafeTensorsFile.Parse(File(Encoding.UTF8.GetBytes(header), bytesOf4[i]), "f");
            Assert.Equal((SafeTensorType)i, file.Find("a", (SafeTensorType)i, 2, 2).Type);
        }
    }

    [Fact]
    public void More_than_64_axes_are_refused()
    {
        string axes = string.Join(',', Enumerable.Repeat(1, 65));
        byte[] bytes = File(Encoding.UTF8.GetBytes($"{{\"a\":{{\"shape\":[{axes}]}}}}"), 1);
        FormatFiles.Faults("at most 64 numbers as 'shape'", () => SafeTensorsFile.Parse(bytes, "f"));
    }

    [Theory]
    [InlineData("tensors")]
    [InlineData("metadata")]
    [InlineData("name")]
    [InlineData("axes")]
    public void A_header_that_grows_in_memory_is_refused_before_it_does(string kind)
    {
        IEnumerable<int> many = Enumerable.Range(0, 100_000);
        string header = kind switch
        {
            "tensors" => string.Join(',', many.Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")),
            "metadata" => $"\"__metadata__\":{{{string.Join(',', many.Select(i => $"\"{i}\":\"\""))}}}",
            "name" => $"\"{new string('n', 3_000_000)}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}",
            _ => $"\"a\":{{\"shape\":[{string.Join(',', many)}]}}",
        };
        byte[] bytes = File(Encoding.UTF8.GetBytes($"{{{header}}}"), 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<VardaxFormatException>(() => SafeTensorsFile.Parse(bytes, "f"));
        // Parsing shares the bytes, so that the file itself is one of the two times.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bytes.Length + (1 << 20));
    }

    [Fact]
    public void Thousands_of_tensors_with_data_are_read()
    {
        byte[] bytes = FormatFiles.Written(new SafeTensorsFile(
            Enumerable.Range(0, 3000).Select(i => SafeTensor.FromSingles($"layer.{i}.weight", [64], new float[64]))).Write);
        Assert.Equal(3000, SafeTensorsFile.Parse(bytes, "f").Tensors.Count);
    }

    private static byte[] File(byte[] header, int data)
    {
        byte[] bytes = new byte[8 + header.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        return bytes;
    }
}
