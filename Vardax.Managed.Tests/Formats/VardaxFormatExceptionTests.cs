using Vardax.Managed.Formats;

namespace Vardax.Managed.Tests.Formats;

public class VardaxFormatExceptionTests
{
    [Fact]
    public void A_fault_in_bytes_names_file_and_offset()
    {
        IOException inner = new();
        VardaxFormatException error = new("a.npy", 12345678901, "expected more", inner);
        Assert.Equal("a.npy: at byte 12345678901: expected more", error.Message);
        Assert.Equal(("a.npy", 12345678901, "expected more"), (error.File, error.Offset, error.Fault));
        Assert.Equal((0L, 0), (error.Line, error.Column));
        Assert.Same(inner, error.InnerException);
    }

    [Fact]
    public void A_fault_in_text_names_file_line_and_column()
    {
        VardaxFormatException error = VardaxFormatException.AtCell("a.csv", 3, 2, "expected a number");
        Assert.Equal("a.csv: line 3, column 2: expected a number", error.Message);
        Assert.Equal(("a.csv", 3L, 2, "expected a number"), (error.File, error.Line, error.Column, error.Fault));
        Assert.Equal(-1, error.Offset);
    }
}
