using Vardax.Managed.Models;

namespace Vardax.Managed.Tests.Models;

/// <summary>A file is whole or untouched, and no other is left beside it.</summary>
public sealed class OnnxSaveTests : IDisposable
{
    private const string Before = "what was there";

    private readonly string folder = Directory.CreateTempSubdirectory("vardax-").FullName;

    private string Target => Path.Combine(folder, "model.onnx");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_file_holds_what_Write_writes(bool exists)
    {
        TrainedModel model = ModelCase.Model("physical");
        if (exists)
            File.WriteAllText(Target, Before);
        OnnxExporter.Save(model, Target);
        Assert.Equal(OnnxFile.Bytes(model.Density), File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_model_that_cannot_be_exported_leaves_the_file()
    {
        File.WriteAllText(Target, Before);
        Assert.Throws<ArgumentException>(() => OnnxExporter.Save(ModelCase.Model("flow"), Target));
        RequireUntouched();
    }

    [Fact]
    public void A_file_that_cannot_be_moved_into_place_is_removed()
    {
        Directory.CreateDirectory(Target);
        Exception? failure = Record.Exception(() => OnnxExporter.Save(ModelCase.Model("physical"), Target));
        Assert.True(failure is IOException or UnauthorizedAccessException, $"{failure}");
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_missing_folder_is_an_error() => Assert.Throws<DirectoryNotFoundException>(
        () => OnnxExporter.Save(ModelCase.Model("physical"), Path.Combine(folder, "none", "model.onnx")));

    [Fact]
    public void A_folder_that_cannot_be_written_to_keeps_its_file()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Needs Unix file modes, and a user that they bind.");
            return;
        }

        File.WriteAllText(Target, Before);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Throws<UnauthorizedAccessException>(() => OnnxExporter.Save(ModelCase.Model("physical"), Target));
            RequireUntouched();
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void So_does_one_that_not_even_the_superuser_can_write_to()
    {
        const string target = "/proc/version";
        Assert.SkipUnless(File.Exists(target), "Needs Linux.");
        string before = File.ReadAllText(target);
        Exception? failure = Record.Exception(() => OnnxExporter.Save(ModelCase.Model("physical"), target));
        Assert.True(failure is IOException or UnauthorizedAccessException, $"{failure}");
        Assert.Equal(before, File.ReadAllText(target));
    }

    private void RequireUntouched()
    {
        Assert.Equal(Before, File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
    }
}
