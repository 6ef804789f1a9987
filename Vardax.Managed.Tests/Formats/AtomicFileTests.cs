using System.Diagnostics;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Vardax.Managed.Formats;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Formats;

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

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Whichever_call_fails_the_old_files_stay_until_all_are_on_the_disk(int count)
    {
        string[] paths = [.. Enumerable.Range(0, count).Select(i => Path.Combine(folder, $"file{i}"))];
        FaultyDisk whole = new(failing: -1);
        Write(whole);
        Assert.Equal([.. Repeat("create", count), .. Repeat("write", 2 * count), .. Repeat("flush", count), .. Repeat("move", count),
            "flush folder"], whole.Calls);
        int firstMove = whole.Calls.IndexOf("move");
        for (int failing = 0; failing < whole.Calls.Count; failing++)
        {
            foreach (string path in paths)
                File.WriteAllText(path, "before");
            FaultyDisk disk = new(failing);
            IOException failure = Assert.Throws<IOException>(() => Write(disk));
            Assert.Equal(failing + 1, disk.Calls.Count);
            Assert.StartsWith(FaultyDisk.Fault, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(".tmp", failure.Message, StringComparison.Ordinal);
            if (disk.Calls[^1] != "flush folder")
                Assert.Contains(paths, path => failure.Message.Contains($"'{path}'", StringComparison.Ordinal));
            // A rename of several that fails leaves those before in place: each file is whole, old or new.
            int moved = Math.Max(0, failing - firstMove);
            Assert.Equal([.. Repeat("after", Math.Min(moved, count)), .. Repeat("before", count - Math.Min(moved, count))],
                paths.Select(File.ReadAllText));
            Assert.Equal(paths, Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal));
        }

        void Write(FaultyDisk disk) => AtomicFile.Write(paths, streams =>
        {
            foreach (Stream stream in streams)
            {
                stream.Write("af"u8);
                stream.Write("ter"u8);
            }
        }, disk);

        static IEnumerable<string> Repeat(string what, int times) => Enumerable.Repeat(what, times);
    }

    [Fact]
    public void A_flush_that_fails_is_noticed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There a flush that fails throws.");
        // Nothing brings a pipe to the disk: fsync says EINVAL, and .NET says nothing.
        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        using SafeFileHandle handle = new(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        Assert.Equal(22, Disk.Sync(handle));
        using FileStream file = new(Target, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        Assert.Equal(0, Disk.Sync(file.SafeFileHandle));

        // Through a link too.
        string link = Path.Combine(folder, "link");
        Directory.CreateSymbolicLink(link, folder);
        using FileStream linked = new(Path.Combine(link, "file"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Assert.Equal(OperatingSystem.IsLinux(), Disk.TryFlushFolder(file));
        Assert.Equal(OperatingSystem.IsLinux(), Disk.TryFlushFolder(linked));
    }

    [Theory]
    [InlineData("600")]
    [InlineData("666")]
    public void The_mode_of_the_file_is_that_of_the_old_one_before_anything_is_written(string octal)
    {
        if (OperatingSystem.IsWindows())
            return;
        var mode = (UnixFileMode)Convert.ToInt32(octal, 8);
        File.WriteAllText(Target, "before");
        File.SetUnixFileMode(Target, mode);
        AtomicFile.Write(Target, stream =>
        {
            string[] files = Directory.GetFiles(folder);
            Assert.Equal(2, files.Length);
            foreach (string file in files)
                Assert.Equal(mode, new FileInfo(file).UnixFileMode);
        });
        Assert.Equal(mode, new FileInfo(Target).UnixFileMode);
    }

    [Fact]
    public void What_a_killed_run_left_goes_and_what_a_living_one_writes_stays()
    {
        string dead = Path.Combine(folder, ".vardax-dead.tmp"), other = Path.Combine(folder, ".other.tmp");
        File.WriteAllText(dead, "half");
        File.WriteAllText(other, "somebody else's");
        AtomicFile.Write(Path.Combine(folder, "living"), _ =>
        {
            Assert.False(File.Exists(dead));
            AtomicFile.Write(Target, stream => stream.Write("after"u8));
        });
        Assert.Equal([other, Target, Path.Combine(folder, "living")], Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_pipe_is_written_to_and_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Named pipes are Unix's.");
        using (Process make = Process.Start("mkfifo", Target))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        Task<string> reader = Task.Run(() => File.ReadAllText(Target), TestContext.Current.CancellationToken);
        AtomicFile.Write(Target, stream => stream.Write("through the pipe"u8));
        Assert.Equal("through the pipe", await reader);
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
        using FileStream still = new(Target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Assert.False(still.CanSeek);
    }

    [Fact]
    public async Task A_socket_is_written_to_and_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sockets in a folder are Unix's.");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Target));
        listener.Listen();
        AtomicFile.Write(Target, stream => stream.Write("through"u8));
        using Socket accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        using StreamReader reader = new(new NetworkStream(accepted));
        Assert.Equal("through", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));

        // Closing removes what was bound under its name; under another it stays, and nobody listens.
        string deaf = Path.Combine(folder, "deaf");
        File.Move(Target, deaf);
        listener.Close();
        IOException failure = Assert.Throws<IOException>(() => AtomicFile.Write(deaf, stream => stream.Write("lost"u8)));
        Assert.StartsWith($"{deaf} is a socket: ", failure.Message, StringComparison.Ordinal);
        Assert.Equal([deaf], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void Many_runs_that_write_one_file_at_once_do_not_disturb_each_other()
    {
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            AtomicFile.Write(Target, stream => stream.Write(Encoding.ASCII.GetBytes($"{i:d8}"))));
        Assert.Equal(8, new FileInfo(Target).Length);
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
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
