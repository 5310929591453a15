using JpegReducer.Cli.Files;
using JpegReducer.Cli.Platform;
using JpegReducer.Support.Files;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Tests.Files;

/// <summary>A file is replaced only if it is still the file that was read.</summary>
public sealed class ReplacementTests : IDisposable
{
    private const long MaxBytes = 1 << 20;
    private static readonly byte[] Old = "the file that was read"u8.ToArray();
    private static readonly byte[] New = "smaller"u8.ToArray();
    private static readonly byte[] Edit = "the file that was edit"u8.ToArray(); // as long
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Edits =>
        ["written to", "written to, with size and time as before", "touched", "appended to", "truncated", "replaced by a rename",
            "replaced by a link to another file"];

    [Fact]
    public void An_unchanged_file_is_replaced()
    {
        PlannedFile file = Put();

        Replace(file, whenRead: () => { });

        Assert.Equal(New, File.ReadAllBytes(file.Source));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory, MemberData(nameof(Edits))]
    public void A_file_edited_after_it_was_read_is_not_replaced(string edit)
    {
        PlannedFile file = Put();
        byte[] after = [];

        FileRefusedException refused = Assert.Throws<FileRefusedException>(() => Replace(file, whenRead: () =>
        {
            Apply(edit, file.Source);
            after = File.ReadAllBytes(file.Source);
        }));

        Assert.Equal("changed", refused.Reason);
        Assert.Equal(after, File.ReadAllBytes(file.Source));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(_folder.Path), entry => entry.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_deleted_after_it_was_read_is_not_created_again()
    {
        PlannedFile file = Put();

        FileRefusedException refused = Assert.Throws<FileRefusedException>(() => Replace(file, whenRead: () => File.Delete(file.Source)));

        Assert.Equal("changed", refused.Reason);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_link_retargeted_after_the_read_leaves_both_files_unchanged()
    {
        PlannedFile file = Put();
        File.WriteAllBytes(_folder["other"], Edit);
        File.CreateSymbolicLink(_folder["link"], file.Source);

        FileRefusedException refused = Assert.Throws<FileRefusedException>(() => Replace(file with { Found = _folder["link"] }, whenRead: () =>
        {
            File.Delete(_folder["link"]);
            File.CreateSymbolicLink(_folder["link"], _folder["other"]);
        }));

        Assert.Equal("changed", refused.Reason);
        Assert.Equal(Old, File.ReadAllBytes(file.Source));
        Assert.Equal(Edit, File.ReadAllBytes(_folder["other"]));
    }

    [Fact]
    public void A_file_that_gains_a_hard_link_after_the_read_is_not_replaced()
    {
        PlannedFile file = Put();

        FileRefusedException refused = Assert.Throws<FileRefusedException>(
            () => Replace(file, whenRead: () => HardLink(file.Source, _folder["second"])));

        Assert.Equal("hard-linked", refused.Reason);
        Assert.Equal(Old, File.ReadAllBytes(file.Source));
    }

    [Fact]
    public void An_unexpected_file_is_restored_after_the_exchange()
    {
        PlannedFile file = Put();
        File.WriteAllBytes(_folder["new"], New);
        using SafeFileHandle folder = Folders.Open(_folder.Path);
        FileIdentity identity = FileStat.TryOf(_folder["new"])!.Value.Identity;
        Replacement replacement = new(folder, PathBytes.Terminated("new"), PathBytes.Terminated("file"), identity);

        // Between the last look and the exchange the file was edited: seen only in what came out.
        Assert.Throws<FileRefusedException>(() => replacement.Exchange(
            () =>
            {
                Assert.Equal(New, File.ReadAllBytes(file.Source));
                Assert.Equal(Old, File.ReadAllBytes(_folder["new"]));
                throw FileRefusedException.Changed("edited");
            },
            () => Assert.Fail("The file system can exchange.")));

        Assert.Equal(Old, File.ReadAllBytes(file.Source));
        Assert.Equal(New, File.ReadAllBytes(_folder["new"]));
    }

    [Fact]
    public void A_file_created_at_the_path_during_the_exchange_is_kept()
    {
        PlannedFile file = Put();
        File.WriteAllBytes(_folder["new"], New);
        using SafeFileHandle folder = Folders.Open(_folder.Path);
        Replacement replacement = new(
            folder, PathBytes.Terminated("new"), PathBytes.Terminated("file"), FileStat.TryOf(_folder["new"])!.Value.Identity);

        Assert.Throws<FileRefusedException>(() => replacement.Exchange(
            () =>
            {
                File.WriteAllBytes(_folder["later"], Edit);
                File.Move(_folder["later"], file.Source, overwrite: true);
                throw FileRefusedException.Changed("edited");
            },
            () => { }));

        Assert.Equal(Edit, File.ReadAllBytes(file.Source));
        Assert.Equal(Old, File.ReadAllBytes(_folder["new"])); // nothing is lost
    }

    [Fact]
    public async Task An_edit_by_rename_is_never_lost_at_any_moment()
    {
        for (int round = 0; round < 200; round++)
        {
            PlannedFile file = Put();
            File.WriteAllBytes(_folder["later"], Edit);
            using SourceFile source = SourceFile.OpenFor(file);
            FileVersion version = source.ReadAll(MaxBytes, CancellationToken.None).Version;
            using ResultFile result = ResultFile.Begin(file);
            result.Write(New);

            Task edit = Task.Run(() => File.Move(_folder["later"], file.Source, overwrite: true));
            Task<Exception?> commit = Task.Run<Exception?>(() => Record.Exception(() => result.Commit(source, version, CancellationToken.None)));
            await edit;

            Assert.True(await commit is null or FileRefusedException { Reason: "changed" }, (await commit)?.ToString());
            Assert.Equal(Edit, File.ReadAllBytes(file.Source));
        }
    }

    [Fact]
    public void A_file_written_to_while_it_is_read_is_rejected()
    {
        PlannedFile file = Put();
        using SourceFile source = SourceFile.OpenFor(file);
        Apply("written to", file.Source);

        FileRefusedException refused = Assert.Throws<FileRefusedException>(() => source.ReadAll(MaxBytes, CancellationToken.None));

        Assert.Equal("changed", refused.Reason);
    }

    [Theory]
    [InlineData("pipe", "a named pipe")]
    [InlineData("folder", "a folder")]
    public void A_result_never_replaces_a_file_that_is_not_regular(string kind, string words)
    {
        PlannedFile file = Put() with { Destination = _folder["out"] };
        using SourceFile source = SourceFile.OpenFor(file);
        (byte[] _, FileVersion version) = source.ReadAll(MaxBytes, CancellationToken.None);
        if (kind is "pipe") Assert.Equal(0, Posix.MakePipe(_folder["out"], 0x180));
        else Directory.CreateDirectory(_folder["out"]);

        FileRefusedException refused = Assert.Throws<FileRefusedException>(
            () => ResultFile.Write(file, New, source, version, CancellationToken.None));

        Assert.Equal("not-a-regular-file", refused.Reason);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.NotEqual(FileKind.Regular, FileStat.TryOf(_folder["out"])!.Value.Kind);
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("dangling link")]
    public void A_file_written_only_to_a_free_path_replaces_nothing(string kind)
    {
        PlannedFile file = Put() with { Destination = _folder["out"], IsOnlyIfFree = true };
        using SourceFile source = SourceFile.OpenFor(file);
        (byte[] _, FileVersion version) = source.ReadAll(MaxBytes, CancellationToken.None);
        if (kind is "file") File.WriteAllBytes(_folder["out"], Edit);
        else if (kind is "folder") Directory.CreateDirectory(_folder["out"]);
        else File.CreateSymbolicLink(_folder["out"], _folder["nowhere"]);

        FileRefusedException refused = Assert.Throws<FileRefusedException>(
            () => ResultFile.Write(file, New, source, version, CancellationToken.None));

        Assert.Equal("exists", refused.Reason);
        if (kind is "file") Assert.Equal(Edit, File.ReadAllBytes(_folder["out"]));
        Assert.False(File.Exists(_folder["nowhere"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    public void Dispose() => _folder.Dispose();

    private static void HardLink(string path, string name) => Assert.Equal(0, Posix.Link(path, name));

    private void Apply(string edit, string path)
    {
        switch (edit)
        {
            case "written to":
                File.WriteAllBytes(path, Edit);
                break;
            case "written to, with size and time as before":
                DateTime time = File.GetLastWriteTimeUtc(path);
                File.WriteAllBytes(path, Edit);
                File.SetLastWriteTimeUtc(path, time);
                break;
            case "touched":
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(1));
                break;
            case "appended to":
                File.AppendAllText(path, "more");
                break;
            case "truncated":
                File.WriteAllBytes(path, []);
                break;
            case "replaced by a rename":
                File.WriteAllBytes(path + ".new", Old);
                File.Move(path + ".new", path, overwrite: true);
                break;
            default:
                File.WriteAllBytes(_folder["other"], Edit);
                File.Delete(path);
                File.CreateSymbolicLink(path, _folder["other"]);
                break;
        }
    }

    private PlannedFile Put()
    {
        string path = _folder["file"];
        File.WriteAllBytes(path, Old);
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc)); // a time that can be set again exactly
        return new PlannedFile(path, "file", path);
    }

    private static void Replace(PlannedFile file, Action whenRead)
    {
        using SourceFile source = SourceFile.OpenFor(file);
        FileVersion version = source.ReadAll(MaxBytes, CancellationToken.None).Version;
        whenRead();
        ResultFile.Write(file, New, source, version, CancellationToken.None);
    }
}
