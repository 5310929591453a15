using System.Runtime.Versioning;
using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

/// <summary>Where results go, and what is never written over.</summary>
[Trait("Category", "Process")]
[UnsupportedOSPlatform("windows")]
public sealed class OutputPlaceTests : IAsyncLifetime
{
    private const UnixFileMode GroupReadable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private static readonly byte[] Photo = TestImages.Photo();
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("photos", "photos")]
    [InlineData("photos/a.jpg", "photos/a.jpg")]
    [InlineData("photos", "link")]
    [InlineData("link", "photos")]
    public async Task A_source_is_not_overwritten(string input, string output)
    {
        _place.Put("photos/a.jpg", Photo);
        Directory.CreateSymbolicLink(_place["link"], _place["photos"]);

        EndedProgram ended = await _place.RunAsync("reduce", input, "--output", output);

        ended.ExpectSentence(ExitCodes.Usage, "would be overwritten");
        Assert.Equal(Photo, File.ReadAllBytes(_place["photos", "a.jpg"]));
    }

    [Fact]
    public async Task In_place_replacement_keeps_date_and_mode()
    {
        string path = _place.Put("photos/a.jpg", Photo);
        DateTime taken = new(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, taken);
        File.SetUnixFileMode(path, GroupReadable);

        (await _place.RunAsync("reduce", "photos", "--in-place")).Expect(ExitCodes.Success);

        Assert.InRange(new FileInfo(path).Length, 1, Photo.Length - 1);
        Assert.Equal(taken, File.GetLastWriteTimeUtc(path));
        Assert.Equal(GroupReadable, File.GetUnixFileMode(path));
        Assert.Equal(["a.jpg"], _place.FilesIn("photos"));
    }

    [Fact]
    public async Task In_place_replacement_follows_a_link_and_replaces_its_target_once()
    {
        string path = _place.Put("photos/a.jpg", Photo);
        File.CreateSymbolicLink(_place["photos", "link.jpg"], path);

        EndedProgram ended = (await _place.RunAsync("reduce", "photos", path, "--in-place", "--json")).Expect(ExitCodes.Success);

        Assert.Single(ended.Reports);
        Assert.Equal(path, new FileInfo(_place["photos", "link.jpg"]).LinkTarget);
        Assert.InRange(new FileInfo(path).Length, 1, Photo.Length - 1);
    }

    [Fact]
    public async Task In_place_a_broken_file_is_left_unchanged()
    {
        byte[] broken = BrokenImages.CutInHeader(Photo);
        string path = _place.Put("cut.jpg", broken);

        (await _place.RunAsync("reduce", "cut.jpg", "--in-place")).Expect(ExitCodes.SomeFailed);

        Assert.Equal(broken, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("reduce", "a.jpg")]
    [InlineData("reduce", "a.jpg", "--in-place", "--output", "b.jpg")]
    public async Task Either_an_output_or_in_place_is_required(params string[] arguments)
    {
        _place.Put("a.jpg", Photo);

        (await _place.RunAsync(arguments)).ExpectSentence(ExitCodes.Usage, "--output or --in-place");
    }

    [Fact]
    public async Task Two_inputs_with_the_same_name_do_not_overwrite_each_other()
    {
        _place.Put("one/a.jpg", Photo);
        _place.Put("two/a.jpg", Photo);

        EndedProgram ended = await _place.RunAsync("reduce", "one/a.jpg", "two/a.jpg", "--output", "out");

        ended.ExpectSentence(ExitCodes.Usage, "would both become");
        Assert.False(Directory.Exists(_place["out"]));
    }

    [Fact]
    public async Task A_missing_input_is_reported_and_nothing_is_done()
    {
        _place.Put("a.jpg", Photo);

        EndedProgram ended = await _place.RunAsync("reduce", "a.jpg", "missing.jpg", "--output", "out");

        ended.ExpectSentence(ExitCodes.Usage, "missing.jpg does not exist");
        Assert.False(Directory.Exists(_place["out"]));
    }

    [Fact]
    public async Task An_empty_folder_is_reported()
    {
        Directory.CreateDirectory(_place["nothing"]);

        (await _place.RunAsync("reduce", "nothing", "--output", "out")).ExpectSentence(ExitCodes.Usage, "no files");
    }

    [Fact]
    public async Task Earlier_results_inside_the_input_folder_are_not_treated_as_sources()
    {
        _place.Put("photos/a.jpg", Photo);
        (await _place.RunAsync("reduce", "photos", "--output", "photos/out")).Expect(ExitCodes.Success);

        EndedProgram again = await _place.RunAsync("reduce", "photos", "--output", "photos/out");

        again.ExpectSentence(ExitCodes.Usage, "treated as sources");
        Assert.Equal(["a.jpg", "out/a.jpg"], _place.FilesIn("photos"));
    }

    [Fact]
    public async Task A_folder_that_links_to_itself_is_walked_once()
    {
        _place.Put("photos/a.jpg", Photo);
        Directory.CreateSymbolicLink(_place["photos", "again"], _place["photos"]);

        EndedProgram ended = (await _place.RunAsync("reduce", "photos", "--output", "out", "--json")).Expect(ExitCodes.Success);

        Assert.Equal("link-to-folder", ended.Report("photos/again", "reason"));
        Assert.Equal(["a.jpg"], _place.FilesIn("out"));
    }

    [Theory]
    [InlineData("/dev/stdout")]
    [InlineData("/dev/fd/1")]
    [InlineData("/dev/null")]
    [InlineData("/proc/self/comm")]
    [InlineData("pipe")]
    [InlineData("link")]
    public async Task A_result_does_not_replace_a_device_or_pipe(string output)
    {
        _place.Put("a.jpg", Photo);
        await _place.ShellAsync("mkfifo pipe; ln -s pipe link");
        string before = await _place.ShellAsync($"stat -c %F /dev/stdout /dev/null pipe link");

        EndedProgram piped = await _place.RunAsync("reduce", "a.jpg", "--output", output);
        EndedProgram redirected = await _place.StartOther(
            "bash", "-c", "exec \"$0\" \"$@\" >file", Built.Program, "reduce", "a.jpg", "--output", output).WaitAsync();

        piped.ExpectSentence(ExitCodes.Usage, "only to a regular file");
        redirected.ExpectSentence(ExitCodes.Usage, "only to a regular file");
        Assert.Equal(before, await _place.ShellAsync($"stat -c %F /dev/stdout /dev/null pipe link"));
        Assert.Equal(0, new FileInfo(_place["file"]).Length);
    }

    [Fact]
    public async Task A_pipe_at_the_path_of_a_result_is_kept_and_only_that_file_fails()
    {
        _place.Put("photos/a.jpg", Photo);
        _place.Put("photos/b.jpg", Photo);
        await _place.ShellAsync("mkdir out; mkfifo out/a.jpg");

        EndedProgram ended = (await _place.RunAsync("reduce", "photos", "--output", "out", "--json")).Expect(ExitCodes.SomeFailed);

        Assert.Equal("not-a-regular-file", ended.Report("a.jpg", "reason"));
        Assert.Equal("reduced", ended.Report("b.jpg", "outcome"));
        Assert.Equal("fifo", await _place.ShellAsync("stat -c %F out/a.jpg"));
        Assert.Equal(2, _place.FilesIn("out").Length);
    }

    [Fact]
    public async Task The_target_of_a_link_at_the_path_of_a_result_is_overwritten_unless_it_is_a_source()
    {
        _place.Put("photos/a.jpg", Photo);
        string earlier = _place.Put("elsewhere.jpg", [1]);
        Directory.CreateDirectory(_place["out"]);
        File.CreateSymbolicLink(_place["out", "a.jpg"], earlier);

        (await _place.RunAsync("reduce", "photos", "--output", "out")).Expect(ExitCodes.Success);
        File.Delete(_place["out", "a.jpg"]);
        File.CreateSymbolicLink(_place["out", "a.jpg"], _place["photos", "a.jpg"]);
        (await _place.RunAsync("reduce", "photos", "--output", "out")).ExpectSentence(ExitCodes.Usage, "would be overwritten");

        Assert.InRange(new FileInfo(earlier).Length, 2, Photo.Length - 1);
        Assert.Equal(Photo, File.ReadAllBytes(_place["photos", "a.jpg"]));
    }

    [Fact]
    public async Task A_name_of_maximum_length_is_written()
    {
        string name = new string('n', 251) + ".jpg";
        _place.Put($"photos/{name}", Photo);

        (await _place.RunAsync("reduce", "photos", "--output", "out")).Expect(ExitCodes.Success);

        Assert.Equal([name], _place.FilesIn("out"));
    }

    [Fact]
    public async Task An_output_folder_that_is_a_file_is_reported()
    {
        _place.Put("a.jpg", Photo);
        _place.Put("b.jpg", Photo);
        _place.Put("out", [1]);

        (await _place.RunAsync("reduce", "a.jpg", "b.jpg", "--output", "out")).ExpectSentence(ExitCodes.Usage, "out is a file");
    }

    [Fact]
    public async Task A_path_that_cannot_be_written_fails_only_that_file()
    {
        _place.Put("photos/a.jpg", Photo);
        _place.Put("photos/deep/b.jpg", Photo);
        _place.Put("out/deep", [1]); // a file where a folder is needed: not even root can write below it

        EndedProgram ended = (await _place.RunAsync("reduce", "photos", "--output", "out", "--json")).Expect(ExitCodes.SomeFailed);

        Assert.Equal("reduced", ended.Report("a.jpg", "outcome"));
        Assert.Equal("file-error", ended.Report("b.jpg", "reason"));
    }

    [Fact]
    public async Task A_full_disk_leaves_no_partial_file()
    {
        _place.Put("photos/big.jpg", TestImages.Photo(1600, 1200));
        _place.Put("photos/small.jpg", TestImages.Photo(64, 48));

        EndedProgram ended = await _place.StartWithSmallFiles(16, "reduce", "photos", "--output", "out", "--json").WaitAsync();

        ended.Expect(ExitCodes.SomeFailed);
        Assert.Equal("file-error", ended.Report("big.jpg", "reason"));
        Assert.Equal(["small.jpg"], _place.FilesIn("out"));
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_an_error()
    {
        _place.Put("a.jpg", Photo);

        EndedProgram ended = await _place.StartOther(
            "bash", "-c", "exec \"$0\" \"$@\" >/dev/full", Built.Program, "reduce", "a.jpg", "--output", "out.jpg", "--json").WaitAsync();

        ended.ExpectSentence(ExitCodes.SomeFailed, "No space left");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();
}
