using System.Text;
using Vardax.Managed.Persistence;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Persistence;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vardax-").FullName;

    private string Target => Path.Combine(folder, "file");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_link_leads_to_the_file_that_is_replaced_and_a_device_is_left_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links and devices are Unix's.");
        string link = Path.Combine(folder, "link");
        File.WriteAllText(Target, "before");
        File.CreateSymbolicLink(link, Target);
        AtomicFile.Write(link, stream => stream.Write("after"u8));
        Assert.Equal("after", File.ReadAllText(Target));
        Assert.Equal(Target, File.ResolveLinkTarget(link, returnFinalTarget: false)!.FullName);
        AtomicFile.Write("/dev/null", stream => stream.Write("lost"u8));
        Assert.Equal("", File.ReadAllText("/dev/null"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_file_holds_what_was_written_and_nothing_is_beside_it(bool exists)
    {
        if (exists)
            File.WriteAllText(Target, "what was there, which was longer");
        AtomicFile.Write(Target, stream =>
        {
            Assert.True(stream.CanSeek);
            stream.Write("after"u8);
            Assert.Equal(exists, File.Exists(Target));
            Assert.Equal(exists ? 2 : 1, Directory.GetFileSystemEntries(folder).Length);
        });
        Assert.Equal("after", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_failure_leaves_what_was_there_and_no_other_file(bool exists)
    {
        if (exists)
            File.WriteAllText(Target, "before");
        InvalidOperationException failure = new("of the writer");
        Assert.Same(failure, Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.Write("half"u8);
            throw failure;
        })));
        Assert.Equal(exists ? [Target] : [], Directory.GetFileSystemEntries(folder));
        Assert.True(!exists || File.ReadAllText(Target) == "before");
    }

    [Fact]
    public void A_writer_that_closes_the_stream_is_a_failure()
    {
        File.WriteAllText(Target, "before");
        Assert.Throws<ObjectDisposedException>(() => AtomicFile.Write(Target, stream => stream.Dispose()));
        Assert.Equal("before", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_folder_in_its_place_stays()
    {
        Directory.CreateDirectory(Target);
        Exception? failure = Record.Exception(() => AtomicFile.Write(Target, stream => stream.WriteByte(1)));
        Assert.True(failure is IOException or UnauthorizedAccessException, $"{failure}");
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_missing_folder_is_an_error_before_anything_is_written() => Assert.Throws<DirectoryNotFoundException>(
        () => AtomicFile.Write(Path.Combine(folder, "none", "file"), _ => Assert.Fail("written")));

    [Fact]
    public void A_name_without_a_folder_is_one_in_the_current_folder()
    {
        string name = $"vardax-{Path.GetRandomFileName()}";
        try
        {
            AtomicFile.Write(name, stream => stream.Write(Encoding.ASCII.GetBytes(name)));
            Assert.Equal(name, File.ReadAllText(Path.GetFullPath(name)));
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Refuses.Argument("path", () => AtomicFile.Write("", _ => { }));
        Refuses.Argument("write", () => AtomicFile.Write(Target, null!));
    }
}
