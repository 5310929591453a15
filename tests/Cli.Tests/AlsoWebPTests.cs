using System.Text.Json;
using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

/// <summary><c>reduce --also webp</c>.</summary>
[Trait("Category", "Process")]
public sealed class AlsoWebPTests : IAsyncLifetime
{
    /// <summary>A photograph as PNG: its WebP is much smaller.</summary>
    private static readonly byte[] Photo = TestImages.PhotoPng();

    private readonly Workplace _place = new();

    [Fact]
    public async Task A_WebP_is_written_beside_the_result_with_the_date_of_the_source()
    {
        DateTime taken = new(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_place.Put("photos/deep/a.png", Photo), taken);
        (await _place.RunAsync("reduce", "photos", "--output", "alone", "--json")).Expect(ExitCodes.Success);

        EndedProgram ended = (
            await _place.RunAsync("reduce", "photos", "--output", "out", "--also", "webp", "--json")).Expect(ExitCodes.Success);

        Assert.Equal(["deep/a.png", "deep/a.webp"], _place.FilesIn("out"));
        Assert.Equal(File.ReadAllBytes(_place["alone", "deep", "a.png"]), File.ReadAllBytes(_place["out", "deep", "a.png"]));
        string path = _place["out", "deep", "a.webp"];
        Assert.Equal("WEBP"u8, File.ReadAllBytes(path).AsSpan(8, 4));
        Assert.Equal(taken, File.GetLastWriteTimeUtc(path));
        Assert.InRange(new FileInfo(path).Length, 1, new FileInfo(_place["out", "deep", "a.png"]).Length - 1);
        JsonElement report = ended.Report("a.png"), webP = Assert.Single(report.GetProperty("outputs").EnumerateArray());
        Assert.Equal(new FileInfo(_place["out", "deep", "a.png"]).Length, report.GetProperty("bytesAfter").GetInt64());
        Assert.Equal(("webp", path, "reduced"), (Text(webP, "name"), Text(webP, "path"), Text(webP, "state")));
        Assert.Equal(new FileInfo(path).Length, webP.GetProperty("bytes").GetInt64());
        Assert.InRange(webP.GetProperty("score").GetDouble(), 1, 100);
    }

    [Fact]
    public async Task An_output_has_the_documented_fields_and_is_absent_without_the_option()
    {
        _place.Put("a.png", Photo);
        string pages = File.ReadAllText(Path.Combine(Built.Root, "docs", "cli.md"));
        int start = pages.IndexOf("### `outputs`", StringComparison.Ordinal);
        string section = pages[start..pages.IndexOf("## Exit codes", StringComparison.Ordinal)];

        EndedProgram with = (
            await _place.RunAsync("reduce", "a.png", "--output", "b.png", "--also", "WebP", "--json")).Expect(ExitCodes.Success);
        EndedProgram without = (await _place.RunAsync("reduce", "a.png", "--output", "b.png", "--json")).Expect(ExitCodes.Success);

        string[] fields = [.. with.Report("a.png").GetProperty("outputs")[0].EnumerateObject().Select(field => field.Name)];
        Assert.Equal(["name", "path", "bytes", "state", "reason", "detail", "score"], fields);
        Assert.All([.. fields, "pathBytes"], field => Assert.Contains($"| `{field}` |", section, StringComparison.Ordinal));
        Assert.False(without.Report("a.png").TryGetProperty("outputs", out _));
    }

    [Fact]
    public async Task The_table_has_a_row_for_each_WebP_and_sums_without_them()
    {
        _place.Put("photos/a.png", Photo);
        _place.Put("photos/b.webp", TestImages.WebP());
        EndedProgram without = (await _place.RunAsync("reduce", "photos", "--output", "out")).Expect(ExitCodes.Success);

        EndedProgram with = (await _place.RunAsync("reduce", "photos", "--output", "out", "--also", "webp")).Expect(ExitCodes.Success);

        string sums = without.Output.Split('\n').Single(line => line.Contains("2 files:", StringComparison.Ordinal));
        Assert.Contains(sums, with.Output, StringComparison.Ordinal);
        Assert.Matches(@"out/a\.webp +\S+ k?B +\S+ k?B +−\S+ % +webp, score \d", with.Output);
        Assert.Contains("webp skipped: same-format", with.Output, StringComparison.Ordinal);
        Assert.Contains(" webp: 1 written, 1 skipped, 0 failed ", with.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("webp:", without.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_WebP_whose_short_name_is_taken_keeps_the_extension_of_its_source()
    {
        _place.Put("photos/a.png", Photo);
        _place.Put("photos/a.jpg", TestImages.Photo());
        _place.Put("photos/b.png", Photo);
        _place.Put("photos/b.webp", TestImages.WebP());
        (await _place.RunAsync("reduce", "photos/b.webp", "--output", "b.webp")).Expect(ExitCodes.Success);

        EndedProgram ended = (
            await _place.RunAsync("reduce", "photos", "--output", "out", "--also", "webp", "--json")).Expect(ExitCodes.Success);

        Assert.Subset(
            new HashSet<string> { "a.jpg", "a.jpg.webp", "a.png", "a.png.webp", "b.png", "b.png.webp", "b.webp" },
            _place.FilesIn("out").ToHashSet());
        Assert.Equal(_place["out", "a.png.webp"], Text(ended.Report("a.png").GetProperty("outputs")[0], "path"));
        Assert.Equal(_place["out", "b.png.webp"], Text(ended.Report("b.png").GetProperty("outputs")[0], "path"));
        Assert.Equal("same-format", Text(ended.Report("b.webp").GetProperty("outputs")[0], "reason"));
        Assert.Equal(File.ReadAllBytes(_place["b.webp"]), File.ReadAllBytes(_place["out", "b.webp"]));
    }

    [Fact]
    public async Task A_WebP_is_not_written_over_a_source()
    {
        _place.Put("photos/a.png", Photo);
        string source = _place.Put("other.webp", TestImages.WebP());
        Directory.CreateDirectory(_place["out"]);
        File.CreateSymbolicLink(_place["out", "a.webp"], source);

        (await _place.RunAsync("reduce", "photos/a.png", "other.webp", "--output", "out", "--also", "webp")).Expect(ExitCodes.Success);

        Assert.Equal(TestImages.WebP(), File.ReadAllBytes(source));
        Assert.Equal(["a.png", "a.png.webp", "a.webp", "other.webp"], _place.FilesIn("out"));
    }

    [Fact]
    public async Task A_WebP_without_a_free_name_is_a_usage_error()
    {
        foreach (string name in (string[])["a.png", "a.webp", "a.png.webp"]) _place.Put($"photos/{name}", Photo);

        EndedProgram ended = await _place.RunAsync("reduce", "photos", "--output", "out", "--also", "webp");

        ended.ExpectSentence(ExitCodes.Usage, "a.png.webp, which is a source or another output");
        Assert.False(Directory.Exists(_place["out"]));
    }

    [Fact]
    public async Task In_place_a_WebP_is_written_beside_the_source_and_replaces_no_file()
    {
        string first = _place.Put("photos/a.png", Photo);
        _place.Put("photos/b.png", Photo);
        string foreign = _place.Put("photos/b.webp", [1, 2, 3]);

        EndedProgram ended = (await _place.RunAsync(
            "reduce", first, _place["photos", "b.png"], "--in-place", "--also", "webp", "--json")).Expect(ExitCodes.Success);

        Assert.Equal(["a.png", "a.webp", "b.png", "b.webp"], _place.FilesIn("photos"));
        Assert.InRange(new FileInfo(first).Length, 1, Photo.Length - 1);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(foreign));
        JsonElement skipped = ended.Report("b.png").GetProperty("outputs")[0];
        Assert.Equal(("skipped", "exists"), (Text(skipped, "state"), Text(skipped, "reason")));
        Assert.Equal(JsonValueKind.Null, skipped.GetProperty("path").ValueKind);
        Assert.Equal("reduced", Text(ended.Report("a.png").GetProperty("outputs")[0], "state"));
    }

    [Fact]
    public async Task In_place_a_second_run_creates_no_more_files()
    {
        _place.Put("photos/a.png", Photo);
        (await _place.RunAsync("reduce", "photos", "--in-place", "--also", "webp")).Expect(ExitCodes.Success);
        byte[] webP = File.ReadAllBytes(_place["photos", "a.webp"]);

        (await _place.RunAsync("reduce", "photos/a.png", "--in-place", "--also", "webp")).Expect(ExitCodes.Success);
        Assert.Equal(webP, File.ReadAllBytes(_place["photos", "a.webp"]));
        (await _place.RunAsync("reduce", "photos", "--in-place", "--also", "webp")).Expect(ExitCodes.Success);

        Assert.Equal(["a.png", "a.webp"], _place.FilesIn("photos"));
    }

    [Fact]
    public async Task A_WebP_that_cannot_be_written_leaves_the_result_and_is_a_failure()
    {
        _place.Put("photos/a.png", Photo);
        Directory.CreateDirectory(_place["out", "a.webp"]);

        EndedProgram ended = (
            await _place.RunAsync("reduce", "photos", "--output", "out", "--also", "webp", "--json")).Expect(ExitCodes.SomeFailed);

        Assert.Equal(["a.png"], _place.FilesIn("out"));
        Assert.Equal("reduced", ended.Report("a.png", "outcome"));
        JsonElement failed = ended.Report("a.png").GetProperty("outputs")[0];
        Assert.Equal(("failed", "not-a-regular-file"), (Text(failed, "state"), Text(failed, "reason")));
    }

    [Fact]
    public async Task The_path_of_a_WebP_that_is_not_UTF_8_is_in_JSON_as_bytes()
    {
        _place.Put("photos/a.png", Photo);
        await _place.ShellAsync("mv photos/a.png photos/$'caf\\xe9.png'");

        EndedProgram ended = (
            await _place.RunAsync("reduce", "photos", "--output", "out", "--also", "webp", "--json")).Expect(ExitCodes.Success);

        Assert.Equal([@"caf\xe9.png", @"caf\xe9.webp"], await _place.RawFilesInAsync("out"));
        await _place.ShellAsync("rm -r photos out"); // .NET cannot delete files of such names
        byte[] path = Assert.Single(ended.Reports).GetProperty("outputs")[0].GetProperty("pathBytes").GetBytesFromBase64();
        Assert.Equal([.. System.Text.Encoding.UTF8.GetBytes($"{_place.Folder}/out/caf"), 0xE9, .. ".webp"u8], path);
    }

    [Fact]
    public async Task A_broken_file_has_no_outputs()
    {
        _place.Put("page.jpg", BrokenImages.Html);

        EndedProgram ended = (
            await _place.RunAsync("reduce", "page.jpg", "--output", "out", "--also", "webp", "--json")).Expect(ExitCodes.SomeFailed);

        Assert.False(ended.Report("page.jpg").TryGetProperty("outputs", out _));
        Assert.Equal(["page.jpg"], _place.FilesIn("."));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();
}
