namespace Vardax.Managed.Formats;

/// <summary>What an atomic write asks of the disk: each call can fail, and a test fails each.</summary>
internal interface IDisk
{
    /// <summary>Creates a file, and holds it so that other runs see that it is in use.</summary>
    /// <param name="path">A name that is new.</param>
    /// <param name="mode">Its mode before it has content; null for the usual one.</param>
    Stream Create(string path, UnixFileMode? mode);

    /// <summary>Brings a file's content to the disk.</summary>
    void Flush(Stream file);

    /// <summary>Renames a file that is held; replaces what has the other name.</summary>
    void Move(string from, string to);

    /// <summary>Brings the name of a file that was moved, and is still held, to the disk.</summary>
    void FlushFolder(Stream file);

    /// <summary>Removes a file.</summary>
    void Delete(string path);
}
