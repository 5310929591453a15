using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

/// <summary>What a folder can hold besides pictures: all of it is reported, and nothing of it stops the rest.</summary>
[Trait("Category", "Process")]
public sealed class FolderEntriesTests : IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.Photo(64, 48);
    private readonly Workplace _place = new();

    [Fact]
    public async Task Every_skipped_or_failed_entry_is_reported_and_the_rest_is_processed()
    {
        _place.Put("photos/a.jpg", Photo);
        _place.Put("photos/.hidden.jpg", Photo);
        _place.Put("photos/.git/b.jpg", Photo);
        _place.Put("elsewhere/c.jpg", Photo);
        await _place.ShellAsync("cd photos; mkfifo pipe; ln -s ../elsewhere linked; ln -s ../elsewhere/c.jpg c.jpg; ln -s nowhere "
            + "dangling; ln -s circle circle; ln -s /dev/zero device");

        EndedProgram json = (await _place.RunAsync("reduce", "photos", "--output", "out", "--json")).Expect(ExitCodes.SomeFailed);
        EndedProgram table = (await _place.RunAsync("reduce", "photos", "--output", "out")).Expect(ExitCodes.SomeFailed);

        (string Name, string Outcome, string Reason)[] expected =
        [
            (".hidden.jpg", "skipped", "hidden"), (".git", "skipped", "hidden"), (
                "linked", "skipped", "link-to-folder"), ("pipe", "failed", "not-a-regular-file"),
            ("device", "failed", "not-a-regular-file"), ("dangling", "failed", "dangling-link"), ("circle", "failed", "dangling-link"),
        ];
        Assert.All(expected, entry => Assert.Equal((entry.Outcome, entry.Reason),
            (json.Report($"/{entry.Name}", "outcome"), json.Report($"/{entry.Name}", "reason"))));
        Assert.All(expected, entry => Assert.Contains(entry.Reason, table.Output.Split('\n').Single(
            line => line.Contains($"photos/{entry.Name}", StringComparison.Ordinal)), StringComparison.Ordinal));
        Assert.Equal(expected.Length + 2, json.Reports.Count);
        Assert.Equal(["a.jpg", "c.jpg"], _place.FilesIn("out"));
        Assert.Contains("6 files: 2 reduced, 0 kept, 4 failed", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Skipped_entries_do_not_fail_the_run_and_are_summed_up_in_the_table()
    {
        _place.Put("photos/a.jpg", Photo);
        foreach (int number in Enumerable.Range(0, 50)) _place.Put($"photos/.{number}", [1]);

        EndedProgram table = (await _place.RunAsync("reduce", "photos", "--output", "out")).Expect(ExitCodes.Success);
        EndedProgram json = (await _place.RunAsync("reduce", "photos", "--output", "out", "--json")).Expect(ExitCodes.Success);

        Assert.Contains("50 skipped: hidden (photos/.0, photos/.1, photos/.10, photos/.11, photos/.12 and 45 more)", table.Output,
            StringComparison.Ordinal);
        Assert.Equal(50, json.Reports.Count(report => report.GetProperty("outcome").GetString() is "skipped"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_listed_is_reported()
    {
        _place.Put("photos/a.jpg", Photo);
        _place.Put("photos/closed/b.jpg", Photo);
        await _place.ShellAsync("chmod 000 photos/closed");

        // Also where the tests run as root: without its capability to read all.
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]
            : ["env"];
        EndedProgram ended = await _place.StartOther(
            command[0], [.. command[1..], Built.Program, "reduce", "photos", "--output", "out", "--json"]).WaitAsync();
        await _place.ShellAsync("chmod 700 photos/closed");

        ended.Expect(ExitCodes.SomeFailed);
        Assert.Equal("unreadable-folder", ended.Report("photos/closed", "reason"));
        Assert.Equal(["a.jpg"], _place.FilesIn("out"));
    }

    [Fact]
    public async Task A_path_longer_than_the_maximum_is_reported()
    {
        _place.Put("photos/a.jpg", Photo);
        await _place.ShellAsync("cd photos; name=$(printf 'n%.0s' {1..250}); for i in {1..20}; do mkdir $name; cd $name; done; touch end");

        EndedProgram ended = await _place.RunAsync("reduce", "photos", "--output", "out", "--json");
        await _place.ShellAsync("rm -r photos");

        ended.Expect(ExitCodes.SomeFailed);
        Assert.Equal("File name too long", ended.Reports.Single(
            report => report.GetProperty("outcome").GetString() is "failed").GetProperty("detail").GetString());
        Assert.Equal(["a.jpg"], _place.FilesIn("out"));
    }

    [Theory]
    [InlineData("pipe", "not-a-regular-file")]
    [InlineData("/dev/zero", "not-a-regular-file")]
    [InlineData("/proc/version", "not-a-regular-file")]
    [InlineData("/sys/kernel/uevent_seqnum", "not-a-regular-file")]
    public async Task An_argument_that_is_not_a_regular_file_is_reported_and_the_rest_is_processed(string input, string reason)
    {
        _place.Put("a.jpg", Photo);
        await _place.ShellAsync("mkfifo pipe");

        EndedProgram ended = (await _place.RunAsync("reduce", input, "a.jpg", "--output", "out", "--json")).Expect(ExitCodes.SomeFailed);

        Assert.Equal(reason, ended.Report(input, "reason"));
        Assert.Equal(["a.jpg"], _place.FilesIn("out"));
    }

    [Theory]
    [InlineData("pipe", "photo.jpg")]
    [InlineData("photo.jpg", "pipe")]
    [InlineData("photo.jpg", "/dev/zero")]
    [InlineData("photo.jpg", "folder")]
    public async Task Compare_reads_only_regular_files(string reference, string distorted)
    {
        _place.Put("photo.jpg", Photo);
        await _place.ShellAsync("mkfifo pipe; mkdir folder");

        (await _place.RunAsync("compare", reference, distorted)).ExpectSentence(ExitCodes.SomeFailed, "It is a ");
    }

    [Fact]
    public async Task A_file_over_the_size_limit_is_rejected_before_it_is_read()
    {
        _place.Put("a.jpg", Photo);
        await _place.ShellAsync("truncate -s 5G large.jpg");
        _place.Environment["DOTNET_GCHeapHardLimit"] = "6000000"; // 96 MiB: reading it would end the program

        EndedProgram reduced = (await _place.RunAsync("reduce", "large.jpg", "a.jpg", "--output", "out", "--json")).Expect(ExitCodes.SomeFailed);
        EndedProgram compared = await _place.RunAsync("compare", "a.jpg", "large.jpg");

        Assert.Equal("too-many-bytes", reduced.Report("large.jpg", "reason"));
        Assert.Equal(["a.jpg"], _place.FilesIn("out"));
        compared.ExpectSentence(ExitCodes.SomeFailed, "more than the limit");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();
}
