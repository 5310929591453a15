using JpegReducer.Cli.Platform;
using JpegReducer.Cli.Tests.Files;
using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

/// <summary><c>--in-place</c>: nothing is replaced that was not read, and nothing of a file is lost.</summary>
[Trait("Category", "Process")]
public sealed class InPlaceTests(NodeWorkplace node) : IClassFixture<NodeWorkplace>, IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.Photo();
    private static readonly byte[] Edit = TestImages.Photo(seed: 7);
    private readonly Workplace _place = node.CreateWorkplace();

    [Fact]
    public async Task A_file_edited_while_reduce_processes_it_keeps_the_edit()
    {
        string path = _place.Put("a.jpg", TestImages.Photo(1200, 900));
        RunningProgram running = _place.Start("reduce", "a.jpg", "--in-place", "--effort", "thorough", "--json"); // takes seconds
        await running.UntilBusyWithAsync(path);

        File.WriteAllBytes(path, Edit);
        EndedProgram ended = (await running.WaitAsync()).Expect(ExitCodes.SomeFailed);

        Assert.Equal("changed", ended.Report("a.jpg", "reason"));
        Assert.Equal(Edit, File.ReadAllBytes(path));
        Assert.Equal(["a.jpg"], _place.FilesIn("."));
    }

    [Theory]
    [InlineData("edited")]
    [InlineData("replaced")]
    [InlineData("deleted")]
    [InlineData("linked")]
    [InlineData("pipe")]
    public async Task A_file_changed_between_upload_and_download_keeps_the_change(string change)
    {
        string path = _place.Put("photos/a.jpg", Photo);
        _place.Put("photos/b.jpg", Photo);
        await using GatewayProxy proxy = new(node.Url, onReceived: () => Change(change, path));

        EndedProgram ended = (await _place.RunAsync("submit", "photos", "--in-place", "--json", "--server", proxy.Url.ToString(), "--key",
            node.Key)).Expect(ExitCodes.SomeFailed);

        Assert.Equal("changed", ended.Report("a.jpg", "reason"));
        Assert.Equal("reduced", ended.Report("b.jpg", "outcome"));
        Assert.Equal(change is not "deleted", Directory.EnumerateFileSystemEntries(_place["photos"]).Contains(path));
        if (change is "edited" or "replaced" or "linked") Assert.Equal(Edit, File.ReadAllBytes(path));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_place["photos"]), entry => entry.EndsWith(".part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("edited")]
    [InlineData("deleted")]
    public async Task A_result_in_another_folder_is_made_from_the_uploaded_version(string change)
    {
        string path = _place.Put("photos/a.jpg", Photo);
        DateTime taken = new(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, taken);
        (await _place.RunAsync("reduce", path, "--output", "expected.jpg")).Expect(ExitCodes.Success);
        await using GatewayProxy proxy = new(node.Url, onReceived: () => Change(change, path));

        (await _place.RunAsync("submit", "photos", "--out", "out", "--server", proxy.Url.ToString(), "--key", node.Key)).Expect(ExitCodes.Success);

        Assert.Equal(File.ReadAllBytes(_place["expected.jpg"]), File.ReadAllBytes(_place["out", "a.jpg"]));
        Assert.Equal(taken, File.GetLastWriteTimeUtc(_place["out", "a.jpg"]));
    }

    [Theory]
    [InlineData("reduce", "photos/a.jpg", "photos/a.jpg")]
    [InlineData("reduce", "photos", "photos/a.jpg")]
    [InlineData("reduce", "photos", "./photos/")]
    [InlineData("reduce", "link.jpg", "photos/a.jpg")]
    [InlineData("submit", "photos", "link.jpg")]
    [InlineData("submit", "photos", "photos")]
    public async Task A_file_given_twice_is_replaced_once(string command, string first, string second)
    {
        string path = _place.Put("photos/a.jpg", Photo);
        File.CreateSymbolicLink(_place["link.jpg"], path);

        EndedProgram ended = (await _place.RunAsync(command, first, second, "--in-place", "--json")).Expect(ExitCodes.Success);

        Assert.Single(ended.Reports);
        Assert.InRange(new FileInfo(path).Length, 1, Photo.Length - 1);
        Assert.NotNull(new FileInfo(_place["link.jpg"]).LinkTarget);
    }

    [Theory]
    [InlineData("reduce")]
    [InlineData("submit")]
    public async Task A_file_with_several_hard_links_is_reported_and_not_replaced(string command)
    {
        string path = _place.Put("photos/a.jpg", Photo), second = _place["second.jpg"];
        _place.Put("photos/b.jpg", Photo);
        Assert.Equal(0, Posix.Link(path, second));

        EndedProgram ended = (await _place.RunAsync(command, "photos", "--in-place", "--json")).Expect(ExitCodes.SomeFailed);

        Assert.Equal("hard-linked", ended.Report("a.jpg", "reason"));
        Assert.Equal("reduced", ended.Report("b.jpg", "outcome"));
        Assert.Equal(FileStat.TryOf(path)!.Value.Identity, FileStat.TryOf(second)!.Value.Identity);
        Assert.Equal(Photo, File.ReadAllBytes(path));
    }

    [AttributesTheory]
    [InlineData("reduce", "--in-place", "photos")]
    [InlineData("submit", "--in-place", "photos")]
    [InlineData("reduce", "--output=out", "out")]
    [InlineData("submit", "--out=out", "out")]
    public async Task Attributes_access_list_mode_and_nanosecond_times_are_preserved(string command, string way, string results)
    {
        string path = _place.Put("photos/a.jpg", Photo);
        byte[] comment = [1, 0, 255], access = AccessList(user: 65534);
        AttributesTheoryAttribute.Set(path, "user.comment", comment);
        AttributesTheoryAttribute.Set(path, "system.posix_acl_access", access);
        await _place.ShellAsync("touch -d '2020-02-03 04:05:06.123456789Z' photos/a.jpg");
        FileStat before = FileStat.TryOf(path)!.Value;

        (await _place.RunAsync(command, "photos", way)).Expect(ExitCodes.Success);

        string result = _place[results, "a.jpg"];
        FileStat after = FileStat.TryOf(result)!.Value;
        Assert.InRange(after.Size, 1, Photo.Length - 1);
        Assert.Equal(comment, AttributesTheoryAttribute.Get(result, "user.comment"));
        Assert.Equal(access, AttributesTheoryAttribute.Get(result, "system.posix_acl_access"));
        Assert.Equal((before.Permissions, before.Modified), (after.Permissions, after.Modified));
    }

    [Fact]
    public async Task The_owner_is_preserved_if_the_user_may_set_it()
    {
        string path = _place.Put("a.jpg", Photo);
        if (Environment.IsPrivilegedProcess) await _place.ShellAsync("chown 1234:4321 a.jpg");
        FileStat before = FileStat.TryOf(path)!.Value;

        (await _place.RunAsync("reduce", "a.jpg", "--in-place")).Expect(ExitCodes.Success);

        FileStat after = FileStat.TryOf(path)!.Value;
        Assert.NotEqual(before.Identity, after.Identity);
        Assert.Equal((before.User, before.Group), (after.User, after.Group));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();

    /// <summary>An access control list that gives a further user the right to read (linux/posix_acl_xattr.h).</summary>
    private static byte[] AccessList(int user)
    {
        (short Tag, short Rights, int Id)[] entries = [(0x01, 6, -1), (0x02, 4, user), (0x04, 4, -1), (0x10, 4, -1), (0x20, 0, -1)];
        return [2, 0, 0, 0, .. entries.SelectMany(entry => (byte[])[.. BitConverter.GetBytes(entry.Tag), .. BitConverter.GetBytes(
            entry.Rights), .. BitConverter.GetBytes(entry.Id)])];
    }

    private void Change(string change, string path)
    {
        File.Delete(_place["edit.jpg"]);
        if (change is "edited")
        {
            File.WriteAllBytes(path, Edit);
            return;
        }

        File.WriteAllBytes(_place["edit.jpg"], Edit);
        if (change is "replaced")
        {
            File.Move(_place["edit.jpg"], path, overwrite: true);
            return;
        }

        File.Delete(path);
        if (change is "linked") File.CreateSymbolicLink(path, _place["edit.jpg"]);
        if (change is "pipe") Assert.Equal(0, Posix.MakePipe(path, 0x180));
    }
}
