using System.Globalization;
using System.Text.Json;
using JpegReducer.Cli.Output;
using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

[Trait("Category", "Process")]
public sealed class ReduceTests : IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.Photo();
    private readonly Workplace _place = new();

    [Fact]
    public async Task One_file_is_reduced_to_a_smaller_file()
    {
        _place.Put("photo.jpg", Photo);

        (await _place.RunAsync("reduce", "photo.jpg", "--output", "new/smaller.jpg")).Expect(ExitCodes.Success);

        Assert.InRange(new FileInfo(_place["new", "smaller.jpg"]).Length, 1, Photo.Length - 1);
        Assert.Equal(Photo, File.ReadAllBytes(_place["photo.jpg"]));
    }

    [Fact]
    public async Task A_folder_keeps_its_subfolders_and_dates_and_no_file_grows()
    {
        _place.Put("photos/a.jpg", Photo);
        _place.Put("photos/deep/er/b.png", TestImages.ScreenPng());
        _place.Put("photos/deep/tiny.gif", TestImages.AnimatedGif());
        _place.Put("photos/.hidden.jpg", Photo);
        DateTime taken = new(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_place["photos", "a.jpg"], taken);

        EndedProgram ended = (await _place.RunAsync("reduce", "photos", "--output", "out", "--json")).Expect(ExitCodes.Success);

        Assert.Equal(["a.jpg", "deep/er/b.png", "deep/tiny.gif"], _place.FilesIn("out"));
        Assert.Equal(taken, File.GetLastWriteTimeUtc(_place["out", "a.jpg"]));
        Assert.All(_place.FilesIn("out"), file => Assert.True(
            new FileInfo(_place["out", file]).Length <= new FileInfo(_place["photos", file]).Length));
        Assert.Equal(3, ended.Reports.Count(report => report.GetProperty("outcome").GetString() is "reduced" or "kept"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_made_smaller_is_kept_unchanged()
    {
        _place.Put("photo.jpg", Photo);
        (await _place.RunAsync("reduce", "photo.jpg", "--output", "once.jpg", "--mode", "lossless")).Expect(ExitCodes.Success);

        EndedProgram again = (
            await _place.RunAsync("reduce", "once.jpg", "--output", "twice.jpg", "--mode", "lossless", "--json")).Expect(ExitCodes.Success);

        Assert.Equal("kept", again.Report("once.jpg", "outcome"));
        Assert.Equal(File.ReadAllBytes(_place["once.jpg"]), File.ReadAllBytes(_place["twice.jpg"]));
    }

    [Fact]
    public async Task A_score_is_estimated_by_default_and_measured_on_request()
    {
        // Small pictures are always measured, and those that the model was not fitted to.
        _place.Put("photo.jpg", TestImages.Replicate(File.ReadAllBytes(Path.Combine(Built.Root, "samples", "valley.jpg")), across: 2, down: 2));

        EndedProgram estimated = (await _place.RunAsync("reduce", "photo.jpg", "--output", "a.jpg", "--json")).Expect(ExitCodes.Success);
        EndedProgram measured = (await _place.RunAsync("reduce", "photo.jpg", "--output", "b.jpg", "--measure", "--json")).Expect(ExitCodes.Success);
        EndedProgram compared = (await _place.RunAsync("compare", "photo.jpg", "b.jpg")).Expect(ExitCodes.Success);

        Assert.Equal("estimated", estimated.Report("photo.jpg", "scoreBasis"));
        Assert.Equal("measured", measured.Report("photo.jpg", "scoreBasis"));
        double score = measured.Report("photo.jpg").GetProperty("score").GetDouble();
        Assert.Equal(compared.Output.Split('\n')[0], score.ToString("F2", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("valley.jpg")]
    [InlineData("valley.jpg", "--target", "80")]
    [InlineData("letter.jpg", "--target", "75")]
    [InlineData("portrait-turned.jpg", "--target", "75")]
    public async Task A_higher_effort_never_makes_a_larger_file(string sample, params string[] options)
    {
        _place.Put("picture.jpg", File.ReadAllBytes(Path.Combine(Built.Root, "samples", sample)));

        (await _place.RunAsync(["reduce", "picture.jpg", "--output", "normal.jpg", .. options])).Expect(ExitCodes.Success);
        (await _place.RunAsync(["reduce", "picture.jpg", "--output", "high.jpg", "--effort", "high", .. options])).Expect(ExitCodes.Success);

        Assert.InRange(new FileInfo(_place["high.jpg"]).Length, 1, new FileInfo(_place["normal.jpg"]).Length);
    }

    [Fact]
    public async Task JSON_lines_have_the_documented_fields()
    {
        _place.Put("photo.jpg", Photo);
        string pages = File.ReadAllText(Path.Combine(Built.Root, "docs", "cli.md"));
        string section = pages[pages.IndexOf("## `--json`", StringComparison.Ordinal)..pages.IndexOf("## Exit codes", StringComparison.Ordinal)];

        EndedProgram ended = await _place.RunAsync("reduce", "photo.jpg", "--output", "out", "--json");

        JsonElement report = Assert.Single(ended.Reports);
        Assert.All(report.EnumerateObject(), property => Assert.Contains($"| `{property.Name}` |", section, StringComparison.Ordinal));
        Assert.Equal(_place["photo.jpg"], report.GetProperty("input").GetString());
        Assert.Equal(_place["out"], report.GetProperty("output").GetString());
        Assert.Equal(Photo.Length, report.GetProperty("bytesBefore").GetInt64());
        Assert.Equal(new FileInfo(_place["out"]).Length, report.GetProperty("bytesAfter").GetInt64());
        Assert.Equal("reduced", report.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_target_is_reached_according_to_compare()
    {
        _place.Put("photo.jpg", Photo);
        (await _place.RunAsync("reduce", "photo.jpg", "--output", "smaller.jpg", "--target", "80", "--json")).Expect(ExitCodes.Success);

        EndedProgram compared = (await _place.RunAsync("compare", "photo.jpg", "smaller.jpg")).Expect(ExitCodes.Success);

        Assert.InRange(double.Parse(compared.Output.Split('\n')[0], CultureInfo.InvariantCulture), 80, 84);
    }

    [Fact]
    public async Task Compare_prints_the_score_and_both_distances()
    {
        _place.Put("photo.jpg", Photo);
        (await _place.RunAsync("reduce", "photo.jpg", "--output", "smaller.jpg", "--quality", "60")).Expect(ExitCodes.Success);

        EndedProgram plain = (await _place.RunAsync("compare", "photo.jpg", "smaller.jpg")).Expect(ExitCodes.Success);
        EndedProgram json = (await _place.RunAsync("compare", "photo.jpg", "smaller.jpg", "--json")).Expect(ExitCodes.Success);

        JsonElement report = Assert.Single(json.Reports);
        Assert.Equal(["score", "butteraugli3Norm", "butteraugliMaxNorm"], report.EnumerateObject().Select(property => property.Name));
        string Number(string name, string format) => report.GetProperty(name).GetDouble().ToString(format, CultureInfo.InvariantCulture);
        Assert.Equal(
            [
                Number("score", "F2"),
                $"butteraugli 3-norm: {Number("butteraugli3Norm", "F3")}",
                $"butteraugli max norm: {Number("butteraugliMaxNorm", "F3")}",
            ],
            plain.Output.TrimEnd('\n').Split('\n'));
        Assert.InRange(report.GetProperty("butteraugli3Norm").GetDouble(), 0.1, report.GetProperty("butteraugliMaxNorm").GetDouble());
    }

    [Fact]
    public async Task Pictures_of_different_sizes_are_not_compared()
    {
        _place.Put("photo.jpg", Photo);
        _place.Put("other.png", TestImages.ScreenPng(64, 64));

        EndedProgram compared = (await _place.RunAsync("compare", "photo.jpg", "other.png")).Expect(ExitCodes.SomeFailed);

        Assert.Contains("differ in size", compared.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_file_does_not_stop_the_others()
    {
        _place.Put("photos/good.jpg", Photo);
        _place.Put("photos/page.jpg", BrokenImages.Html);
        _place.Put("photos/cut.jpg", BrokenImages.CutInHeader(Photo));
        _place.Put("photos/empty.png", BrokenImages.Empty);

        EndedProgram table = (await _place.RunAsync("reduce", "photos", "--output", "out")).Expect(ExitCodes.SomeFailed);
        EndedProgram json = (await _place.RunAsync("reduce", "photos", "--output", "out", "--json")).Expect(ExitCodes.SomeFailed);

        Assert.Equal(["good.jpg"], _place.FilesIn("out"));
        Assert.Equal("failed", json.Report("page.jpg", "outcome"));
        Assert.All((string[])["page.jpg", "cut.jpg", "empty.png"], name =>
            Assert.Contains($"failed: {json.Report(name, "reason")}", LineOf(table, name), StringComparison.Ordinal));
        Assert.Contains("4 files: 1 reduced, 0 kept, 3 failed", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', table.Output);
    }

    [Fact]
    public async Task A_lower_quality_gives_a_smaller_file_and_the_mode_is_case_insensitive()
    {
        _place.Put("photo.jpg", Photo);
        string[][] ways = [["--quality", "1"], ["--quality", "90"], ["--mode", "Glossy"], ["--mode", "glossy"]];

        List<long> sizes = [];
        foreach (string[] way in ways)
        {
            EndedProgram ended = (await _place.RunAsync(["reduce", "photo.jpg", "--output", "out.jpg", "--json", .. way])).Expect(ExitCodes.Success);
            sizes.Add(ended.Reports[0].GetProperty("bytesAfter").GetInt64());
        }

        Assert.True(sizes[0] < sizes[1], string.Join(' ', sizes));
        Assert.Equal(sizes[2], sizes[3]);
    }

    [Theory]
    [InlineData("--quality", "0")]
    [InlineData("--quality", "101")]
    [InlineData("--quality", "high")]
    [InlineData("--mode", "tiny")]
    [InlineData("--metadata", "some")]
    public async Task A_value_out_of_range_is_reported(string option, string value)
    {
        _place.Put("photo.jpg", Photo);

        EndedProgram ended = await _place.RunAsync("reduce", "photo.jpg", "--output", "out.jpg", option, value);

        ended.Expect(ExitCodes.Usage);
        Assert.Contains(option, ended.Errors, StringComparison.Ordinal);
        Assert.Equal(["photo.jpg"], _place.FilesIn("."));
    }

    [Fact]
    public async Task A_table_not_written_to_a_terminal_has_one_line_per_file()
    {
        string name = new('n', 180);
        _place.Put($"{name}/{name}.jpg", BrokenImages.Html);

        EndedProgram ended = await _place.RunAsync("reduce", ".", "--output", _place["..", "out"]);

        Assert.Contains("not-an-image", LineOf(ended, $"{name}/{name}.jpg"), StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_are_shown_in_a_suitable_unit()
    {
        (long Bytes, string Text)[] cases = [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (99_950, "100 kB"), (999_499, "999 kB"),
            (999_500, "1.0 MB"), (1_340_000, "1.3 MB")];

        Assert.All(cases, one => Assert.Equal(one.Text, Sizes.Bytes(one.Bytes)));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();

    private static string LineOf(EndedProgram table, string name) =>
        table.Output.Split('\n').Single(line => line.Contains(name, StringComparison.Ordinal));
}
