using System.Net.Http.Headers;
using System.Text.Json;
using JpegReducer.Cli.Submission;
using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

/// <summary>Every name that Linux allows works, and none of it reaches the terminal as it is.</summary>
[Trait("Category", "Process")]
public sealed class OddNamesTests(NodeWorkplace node) : IClassFixture<NodeWorkplace>, IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.Photo(64, 48);
    private readonly Workplace _place = node.CreateWorkplace();

    /// <summary>As bash writes them; the last is as long as names can be.</summary>
    private static readonly string[] Names =
    [
        @"$'quo""te.jpg'", @"$'line\nfeed.jpg'", @"$'return\r.jpg'", @"$'tab\t.jpg'", @"$'back\\slash.jpg'", @"$'caf\xe9.jpg'", @"$'\xff\xfe'",
        @"$'folder \xe9/photo.jpg'", @"$'\e[31mred\a.jpg'", @"$'turned \u202egpj.exe'", @"$'zero\u200bwidth.jpg'", @"$'\u2028.jpg'",
            "'ends. '", "'ends...'", "' '", "--in-place", "-", "@list",
        "'100%.jpg'", "'%0A.jpg'", "'*?[a].jpg'", "\"it's.jpg\"", "$(printf '\\xe9%.0s' {1..255})",
    ];

    [Theory]
    [InlineData("reduce photos --output out", "out", ExitCodes.Success)]
    [InlineData("reduce photos --in-place", "photos", ExitCodes.Success)]
    [InlineData("submit photos --out out", "out", ExitCodes.Success)]
    [InlineData("submit photos --in-place", "photos", ExitCodes.Success)]
    public async Task A_folder_of_unusual_names_is_reduced_and_displayed_safely(string command, string results, int exitCode)
    {
        await PutAllAsync();
        string[] before = await _place.RawFilesInAsync("photos");

        EndedProgram ended = (await _place.RunInShellAsync(command)).Expect(exitCode);

        Assert.Equal(Names.Length, before.Length);
        Assert.Equal(before, await _place.RawFilesInAsync(results));
        Assert.Equal("0", await _place.ShellAsync($"find {results} -type f -size +{Photo.Length - 1}c | wc -l"));
        Assert.DoesNotContain((ended.Output + ended.Errors).EnumerateRunes(), rune =>
            rune.Value is not '\n' && System.Text.Rune.GetUnicodeCategory(rune) is
            System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator);
        Assert.Contains(@"photos/caf\xe9.jpg", ended.Output, StringComparison.Ordinal);
        Assert.Contains($"{Names.Length} files: {Names.Length} reduced", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_has_the_bytes_of_names_that_are_not_valid_text()
    {
        await PutAllAsync();

        EndedProgram ended = (await _place.RunInShellAsync("reduce photos --output out --json")).Expect(ExitCodes.Success);

        JsonElement report = ended.Report("caf\uFFFD.jpg");
        Assert.Equal([.. System.Text.Encoding.UTF8.GetBytes($"{_place.Folder}/photos/caf"), 0xE9, .. ".jpg"u8], report.GetProperty(
            "inputBytes").GetBytesFromBase64());
        Assert.Equal([.. System.Text.Encoding.UTF8.GetBytes($"{_place.Folder}/out/caf"), 0xE9, .. ".jpg"u8], report.GetProperty(
            "outputBytes").GetBytesFromBase64());
        Assert.Equal(Names.Length, ended.Reports.Count);
        Assert.False(ended.Report("line\nfeed.jpg").TryGetProperty("inputBytes", out _));
    }

    [Theory]
    [InlineData(@"reduce -o out -- --in-place", "out")]
    [InlineData(@"reduce - -o out", "out")]
    [InlineData(@"reduce @list -o out", "out")]
    [InlineData(@"reduce $'caf\xe9.jpg' -o $'caf\xe8.jpg'", @"caf\xe8.jpg")]
    [InlineData(@"reduce 'ends. ' -o out", "out")]
    public async Task A_name_given_as_an_argument_refers_to_that_file(string command, string result)
    {
        await PutAllAsync();
        await _place.ShellAsync("mv photos/* .");

        (await _place.RunInShellAsync(command)).Expect(ExitCodes.Success);

        Assert.Contains(result, await _place.RawFilesInAsync("."));
    }

    [Theory]
    [InlineData(@"reduce $'no\e[1m\nfile' -o out", ExitCodes.Usage, @"no\u001b[1m\nfile does not exist")]
    [InlineData(@"submit $'no\e[1m\nfile'", ExitCodes.Usage, @"no\u001b[1m\nfile does not exist")]
    [InlineData(@"compare $'\a' x", ExitCodes.Usage, @"\u0007 does not exist")]
    [InlineData(@"status --server $'\e[1m'", ExitCodes.Usage, @"\u001b[1m is not a URL")]
    [InlineData(@"reduce a -o b --mode $'\e[1m'", ExitCodes.Usage, @"\u001b[1m")]
    [InlineData(@"$'\e[1m'", ExitCodes.Usage, @"\u001b[1m")]
    [InlineData(@"up --data $'/proc/\e[1m'", ExitCodes.Settings, @"\u001b[1m")]
    public async Task Arguments_are_escaped_in_error_messages(string command, int exitCode, string shown)
    {
        EndedProgram ended = (await _place.RunInShellAsync(command)).Expect(exitCode);

        Assert.Contains(shown, ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(ended.Output + ended.Errors, character => char.IsControl(character) && character is not '\n');
    }

    [Fact]
    public async Task A_job_label_set_by_another_client_is_escaped_in_the_status()
    {
        _place.Put("a.jpg", Photo);
        (await _place.RunInShellAsync(@"submit a.jpg --label $'label\u202e [red]\u009b2J'")).Expect(ExitCodes.Success);

        EndedProgram status = (await _place.RunAsync("status")).Expect(ExitCodes.Success);

        Assert.Contains(@"label\u202e [red]", status.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(status.Output, character => (char.IsControl(character) && character is not '\n') || character is '\u202E');
    }

    [Theory]
    [InlineData("quo\"te\\.jpg")]
    [InlineData("żółw 😀.jpg")]
    [InlineData("100%25.jpg")]
    [InlineData("semi;colon=x.jpg")]
    public async Task The_item_on_the_node_has_the_name_of_the_file(string name)
    {
        _place.Put(name, Photo);
        using HttpClient http = new() { BaseAddress = node.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", node.Key);

        (await _place.RunAsync("submit", name, "--out", "out")).Expect(ExitCodes.Success);

        using JsonDocument jobs = JsonDocument.Parse(await http.GetStringAsync(new Uri("/v1/jobs?limit=1", UriKind.Relative)));
        string job = jobs.RootElement.GetProperty("items")[0].GetProperty("id").GetString()!;
        using JsonDocument manifest = JsonDocument.Parse(
            await http.GetStringAsync(new Uri($"/v1/jobs/{job}/manifest?format=json", UriKind.Relative)));
        // a gateway takes the last segment of either system
        Assert.Equal(name.Split('\\')[^1], manifest.RootElement.GetProperty("items")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("a\"b\r\n\\.jpg", "form-data; name=\"file\"; filename=\"a%22b%0D%0A%5C.jpg\"; filename*=UTF-8''a%22b%0D%0A%5C.jpg")]
    [InlineData("é.jpg", "form-data; name=\"file\"; filename=\"_.jpg\"; filename*=UTF-8''%C3%A9.jpg")]
    public void The_header_of_a_part_contains_no_character_that_could_end_it(string name, string header) =>
        Assert.Equal(header, FilePart.DispositionOf(name));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _place.ShellAsync("rm -rf -- * "); // names that .NET cannot delete
        await _place.DisposeAsync();
    }

    private async Task PutAllAsync()
    {
        _place.Put("photo", Photo);
        foreach (string name in Names) await _place.ShellAsync($"n={name}; mkdir -p -- \"photos/$(dirname -- \"$n\")\"; cp photo \"photos/$n\"");
        await _place.ShellAsync("rm photo");
    }
}
