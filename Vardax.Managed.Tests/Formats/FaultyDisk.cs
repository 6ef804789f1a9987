using Vardax.Managed.Formats;

namespace Vardax.Managed.Tests.Formats;

/// <summary>A disk whose call number k fails, writes to its files among the calls; counts them.</summary>
internal sealed class FaultyDisk(int failing) : IDisk
{
    private readonly Disk disk = new();

    public static string Fault => "No space left on device";

    public List<string> Calls { get; } = [];

    public Stream Create(string path, UnixFileMode? mode)
    {
        Call("create", path);
        return new Writes(disk.Create(path, mode), this, path);
    }

    public void Flush(Stream file)
    {
        Call("flush", ((Writes)file).Path);
        disk.Flush(((Writes)file).Inner);
    }

    public void Move(string from, string to)
    {
        Call("move", from);
        disk.Move(from, to);
    }

    public void FlushFolder(Stream file)
    {
        Call("flush folder", "the folder");
        disk.FlushFolder(((Writes)file).Inner);
    }

    // Not among the calls that fail: what cleans up after the failure.
    public void Delete(string path) => disk.Delete(path);

    private void Call(string what, string path)
    {
        Calls.Add(what);
        if (Calls.Count - 1 == failing)
            throw new IOException($"{Fault} : '{path}'", 28);
    }

    private sealed class Writes(Stream inner, FaultyDisk disk, string path) : MemoryStream
    {
        public Stream Inner => inner;

        public string Path => path;

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            disk.Call("write", path);
            inner.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
