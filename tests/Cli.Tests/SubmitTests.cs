using System.Text.Json;
using System.Text.RegularExpressions;
using JpegReducer.ApiContracts.Client;
using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

/// <summary><c>submit</c> and <c>status</c> with a node that runs already.</summary>
[Trait("Category", "Process")]
public sealed partial class SubmitTests(NodeWorkplace node) : IClassFixture<NodeWorkplace>, IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.Photo();
    private readonly Workplace _place = node.CreateWorkplace();

    [Fact]
    public async Task Results_are_the_same_as_those_of_reduce_and_go_to_the_folder_optimized()
    {
        _place.Put("photos/a.jpg", Photo);
        _place.Put("photos/deep/b.png", TestImages.ScreenPng());
        _place.Put("photos/deep/c.gif", TestImages.AnimatedGif());
        (await _place.RunAsync("reduce", "photos", "--output", "reduced")).Expect(ExitCodes.Success);

        EndedProgram ended = (await _place.RunAsync("submit", "photos")).Expect(ExitCodes.Success);

        Assert.Contains($"through the node at {node.Url}", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("3 files:", ended.Output, StringComparison.Ordinal);
        Assert.Equal(["a.jpg", "deep/b.png", "deep/c.gif"], _place.FilesIn("optimized"));
        Assert.All(_place.FilesIn("optimized"), file => Assert.Equal(
            File.ReadAllBytes(_place["reduced", file]), File.ReadAllBytes(_place["optimized", file])));
    }

    [Fact]
    public async Task A_WebP_beside_each_result_is_the_same_as_that_of_reduce()
    {
        _place.Put("photos/a.png", TestImages.PhotoPng());
        _place.Put("photos/deep/b.webp", TestImages.WebP());
        EndedProgram reduced = (
            await _place.RunAsync("reduce", "photos", "--output", "reduced", "--also", "webp", "--json")).Expect(ExitCodes.Success);

        EndedProgram ended = (
            await _place.RunAsync("submit", "photos", "--out", "out", "--also", "webp", "--json")).Expect(ExitCodes.Success);

        Assert.Equal(["a.png", "a.webp", "deep/b.webp"], _place.FilesIn("out"));
        Assert.All(_place.FilesIn("out"), file => Assert.Equal(
            File.ReadAllBytes(_place["reduced", file]), File.ReadAllBytes(_place["out", file])));
        Assert.Equal(File.GetLastWriteTimeUtc(_place["photos", "a.png"]), File.GetLastWriteTimeUtc(_place["out", "a.webp"]));
        foreach (string name in (string[])["a.png", "b.webp"])
        {
            JsonElement expected = reduced.Report(name).GetProperty("outputs")[0], actual = ended.Report(name).GetProperty("outputs")[0];
            Assert.All((string[])["name", "bytes", "state", "reason"], field =>
                Assert.Equal(expected.GetProperty(field).ToString(), actual.GetProperty(field).ToString()));
        }

        Assert.Equal(_place["out", "a.webp"], ended.Report("a.png").GetProperty("outputs")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task In_place_a_WebP_is_downloaded_beside_the_source_and_one_that_exists_is_neither_replaced_nor_charged()
    {
        string path = _place.Put("photos/a.png", TestImages.PhotoPng());
        _place.Put("photos/b.png", TestImages.PhotoPng());
        string foreign = _place.Put("photos/b.webp", [1, 2, 3]);
        long before = await ChargedAsync();

        EndedProgram ended = (await _place.RunAsync(
            "submit", path, _place["photos", "b.png"], "--in-place", "--also", "webp", "--json")).Expect(ExitCodes.Success);

        Assert.Equal(["a.png", "a.webp", "b.png", "b.webp"], _place.FilesIn("photos"));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(foreign));
        Assert.Equal("exists", ended.Report("b.png").GetProperty("outputs")[0].GetProperty("reason").GetString());
        Assert.Equal("reduced", ended.Report("b.png", "outcome"));
        Assert.Equal(before + 3, await ChargedAsync()); // two PNGs and one WebP

        async Task<long> ChargedAsync()
        {
            using JpegReducerClient client = new(node.Url, node.Key);
            return (await client.GetUsageAsync()).Total.Charged;
        }
    }

    [Fact]
    public async Task An_interrupted_download_of_a_WebP_leaves_the_result_and_its_report()
    {
        _place.Put("a.png", TestImages.PhotoPng());
        await using GatewayProxy proxy = new(node.Url, onReceived: () => { }) { StalledAt = "?output=webp" };
        RunningProgram running = _place.Start(
            "submit", "a.png", "--out", "out", "--also", "webp", "--json", "--server", proxy.Url.ToString(), "--key", node.Key);
        await proxy.Stalled.WaitAsync(TimeSpan.FromMinutes(4));

        await running.SignalAsync("TERM");
        EndedProgram ended = (await running.WaitAsync()).Expect(ExitCodes.Terminated);

        Assert.Equal(["a.png"], _place.FilesIn("out"));
        Assert.Equal("reduced", ended.Report("a.png", "outcome"));
        Assert.Equal("cancelled", ended.Report("a.png").GetProperty("outputs")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_image_fetched_from_a_URL_has_a_WebP_beside_it()
    {
        await using PhotoServer server = new(TestImages.PhotoPng(), isEverywhere: true);
        string list = _place.Put("list.txt", System.Text.Encoding.UTF8.GetBytes($"{server.Url}a/photo.png\n"));

        (await _place.RunAsync("submit", "--url-list", list, "--out", "out", "--also", "webp")).Expect(ExitCodes.Success);

        Assert.Equal(["photo.png", "photo.webp"], _place.FilesIn("out"));
    }

    [Fact]
    public async Task Piped_output_has_no_progress_bar_and_no_color()
    {
        _place.Put("a.jpg", Photo);
        _place.Put("page.jpg", BrokenImages.Html);

        EndedProgram ended = (await _place.RunAsync("submit", ".", "--out", "../out")).Expect(ExitCodes.SomeFailed);

        Assert.DoesNotContain('\e', ended.Output + ended.Errors);
        Assert.DoesNotContain('\r', ended.Output + ended.Errors);
    }

    [Fact]
    public async Task A_source_is_replaced_only_with_the_in_place_option()
    {
        string path = _place.Put("photos/a.jpg", Photo);

        (await _place.RunAsync("submit", "photos", "--out", "photos")).ExpectSentence(ExitCodes.Usage, "would be overwritten");
        Assert.Equal(Photo, File.ReadAllBytes(path));
        (await _place.RunAsync("submit", "photos", "--in-place")).Expect(ExitCodes.Success);

        Assert.InRange(new FileInfo(path).Length, 1, Photo.Length - 1);
        Assert.Equal(["a.jpg"], _place.FilesIn("photos"));
    }

    [Fact]
    public async Task Broken_files_fail_with_the_reasons_of_reduce_and_do_not_stop_others()
    {
        _place.Put("photos/good.jpg", Photo);
        _place.Put("photos/page.jpg", BrokenImages.Html);
        _place.Put("photos/cut.jpg", BrokenImages.CutInHeader(Photo));
        _place.Put("photos/empty.png", BrokenImages.Empty);
        EndedProgram reduced = await _place.RunAsync("reduce", "photos", "--output", "reduced", "--json");

        EndedProgram ended = (await _place.RunAsync("submit", "photos", "--out", "out", "--json")).Expect(ExitCodes.SomeFailed);

        Assert.Equal(["good.jpg"], _place.FilesIn("out"));
        Assert.Equal(4, ended.Reports.Count);
        foreach (string name in (string[])["good.jpg", "page.jpg", "cut.jpg", "empty.png"])
        {
            Assert.All((string[])["outcome", "reason", "bytesBefore", "bytesAfter"], field =>
                Assert.Equal(reduced.Report(name, field), ended.Report(name, field)));
        }
    }

    [Fact]
    public async Task A_file_too_large_for_the_node_does_not_stop_others()
    {
        _place.Put("photos/a.jpg", Photo);
        _place.Put("photos/big.jpg", new byte[NodeWorkplace.LargestUpload + 1]);
        _place.Put("photos/c.jpg", Photo);

        EndedProgram ended = (await _place.RunAsync("submit", "photos", "--out", "out", "--json")).Expect(ExitCodes.SomeFailed);

        Assert.Equal("too-large", ended.Report("big.jpg", "reason"));
        Assert.Equal(["a.jpg", "c.jpg"], _place.FilesIn("out"));
    }

    [Fact]
    public async Task A_file_too_large_for_the_node_does_not_cause_earlier_files_to_be_added_twice()
    {
        const int Before = 7; // more than the node begins to work on before a request has ended
        for (int i = 0; i < Before; i++) _place.Put($"photos/{i}.jpg", [.. Photo, .. new byte[NodeWorkplace.LargestUpload - Photo.Length]]);
        _place.Put("photos/big.jpg", new byte[NodeWorkplace.LargestUpload + 1]);

        EndedProgram ended = (await _place.RunAsync("submit", "photos", "--out", "out", "--json")).Expect(ExitCodes.SomeFailed);

        Assert.Equal("too-large", ended.Report("big.jpg", "reason"));
        Assert.Equal(Before, await ItemsOfLastJobAsync());

        async Task<int> ItemsOfLastJobAsync()
        {
            using HttpClient http = new() { BaseAddress = node.Url, DefaultRequestHeaders = { { "Authorization", $"Bearer {node.Key}" } } };
            using JsonDocument jobs = JsonDocument.Parse(await http.GetStringAsync(new Uri("/v1/jobs?limit=1", UriKind.Relative)));
            return jobs.RootElement.GetProperty("items")[0].GetProperty("counts").GetProperty("total").GetInt32();
        }
    }

    [Fact]
    public async Task URLs_are_fetched_by_the_node_and_results_get_distinct_names()
    {
        await using PhotoServer server = new(Photo);
        string list = _place.Put("list.txt", System.Text.Encoding.UTF8.GetBytes(
            $"# two and a half\n{server.Url}a/photo.jpg\n\n{server.Url}b/photo.jpg\n{server.Url}none\n"));
        File.SetLastWriteTimeUtc(list, DateTime.UnixEpoch);

        EndedProgram ended = (await _place.RunAsync("submit", "--url-list", "list.txt", "--out", "out", "--json")).Expect(ExitCodes.SomeFailed);

        Assert.Equal(["photo-2.jpg", "photo.jpg"], _place.FilesIn("out"));
        Assert.Equal("reduced", ended.Report("a/photo.jpg", "outcome"));
        Assert.Equal("failed", ended.Report("none", "outcome"));
        Assert.NotEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(_place["out", "photo.jpg"]));
    }

    [Theory]
    [InlineData("/etc/hostname")]
    [InlineData("ftp://example.org/a.jpg")]
    [InlineData("a.jpg")]
    public async Task A_line_that_is_not_an_http_URL_is_reported(string line)
    {
        _place.Put("list.txt", System.Text.Encoding.UTF8.GetBytes(line));

        (await _place.RunAsync("submit", "--url-list", "list.txt")).ExpectSentence(ExitCodes.Usage, $"{line} is not an http or https URL");
    }

    [Fact]
    public async Task A_full_disk_leaves_no_partial_file()
    {
        _place.Put("photos/big.jpg", TestImages.Photo(1600, 1200));
        _place.Put("photos/small.jpg", TestImages.Photo(64, 48));

        EndedProgram ended = await _place.StartWithSmallFiles(16, "submit", "photos", "--out", "out", "--json").WaitAsync();

        ended.Expect(ExitCodes.SomeFailed);
        Assert.Equal("file-error", ended.Report("big.jpg", "reason"));
        Assert.Equal(["small.jpg"], _place.FilesIn("out"));
    }

    [Fact]
    public async Task An_interrupted_job_is_cancelled_on_the_node_and_finished_results_are_written()
    {
        byte[] photo = TestImages.Photo(480, 360);
        foreach (int number in Enumerable.Range(0, 200)) _place.Put($"photos/{number}.jpg", photo);
        using HttpClient http = new() { BaseAddress = node.Url };
        http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", node.Key);
        RunningProgram running = _place.Start("submit", "photos", "--out", "out", "--json");
        await running.ReadLineAsync(line => line.Contains("\"reduced\"", StringComparison.Ordinal));

        await running.SignalAsync("TERM");
        EndedProgram ended = (await running.WaitAsync()).Expect(ExitCodes.Terminated);

        using JsonDocument jobs = JsonDocument.Parse(await http.GetStringAsync(new Uri("/v1/jobs?limit=1", UriKind.Relative)));
        bool isConfirmed = ended.Errors.Contains("was cancelled; finished results", StringComparison.Ordinal);
        Assert.True(isConfirmed || ended.Errors.Contains("did not confirm", StringComparison.Ordinal), ended.Errors);
        if (isConfirmed) Assert.Equal("cancelled", jobs.RootElement.GetProperty("items")[0].GetProperty("state").GetString());
        string[] reduced = [.. ended.Reports.Where(report => report.GetProperty("outcome").GetString() is "reduced").Select(
            report => Path.GetFileName(report.GetProperty("output").GetString()!))];
        Assert.Subset(_place.FilesIn("out").ToHashSet(), reduced.ToHashSet());
        Assert.DoesNotContain(_place.FilesIn("out"), file => file.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_of_URLs_can_come_from_standard_input_or_a_pipe()
    {
        await using PhotoServer server = new(Photo);

        (await _place.RunInShellAsync($"submit --url-list - --out one <<<'{server.Url}a.jpg'")).Expect(ExitCodes.Success);
        (await _place.RunInShellAsync($"submit --url-list <(echo {server.Url}a.jpg) --out two")).Expect(ExitCodes.Success);
        (await _place.RunAsync("submit", "--url-list", "/dev/zero")).ExpectSentence(ExitCodes.Usage, "It is a device");

        Assert.Equal(["a.jpg"], _place.FilesIn("one"));
        Assert.Equal(["a.jpg"], _place.FilesIn("two"));
    }

    [Fact]
    public async Task A_wrong_key_is_reported()
    {
        _place.Put("a.jpg", Photo);

        EndedProgram ended = await _place.RunAsync("submit", "a.jpg", "--server", node.Url.ToString(), "--key", "jr_live_" + new string('x', 43));

        Assert.Contains("key", ended.Expect(ExitCodes.Node).Errors, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(_place["optimized"]));
    }

    [Fact]
    public async Task The_displayed_key_is_accepted_by_the_node()
    {
        _place.Environment["JPEGREDUCER_DATA"] = _place.Data;
        _place.Environment["JPEGREDUCER_API_KEY"] = node.Key;

        (await _place.RunAsync("status", "--server", node.Url.ToString())).Expect(ExitCodes.Success);
    }

    [Fact]
    public async Task Status_describes_the_node_as_text_and_as_JSON()
    {
        _place.Put("a.jpg", Photo);
        (await _place.RunAsync("submit", "a.jpg", "--label", "one")).Expect(ExitCodes.Success);

        EndedProgram people = (await _place.RunAsync("status")).Expect(ExitCodes.Success);
        EndedProgram machines = (await _place.RunAsync("status", "--json")).Expect(ExitCodes.Success);

        JsonElement report = Assert.Single(machines.Reports);
        JsonElement job = report.GetProperty("jobs").EnumerateArray().First(job => job.GetProperty("label").GetString() == "one");
        Assert.Equal(node.Url, new Uri(report.GetProperty("url").GetString()!));
        Assert.Contains("1 of 1", people.Output.Split('\n').Single(
            line => line.Contains(job.GetProperty("id").GetString()!, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reduce")]
    [InlineData("submit")]
    [InlineData("status")]
    public async Task The_examples_in_the_help_run(string command)
    {
        await using PhotoServer server = new(Photo);
        EndedProgram help = await _place.RunAsync(command, "--help");
        string[] examples = [.. Example().Matches(help.Output.Split("Usage:")[0]).Select(match => match.Groups["arguments"].Value.TrimEnd())];
        _place.Environment["JPEGREDUCER_API_KEY"] = node.Key;

        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            _place.Put("photo.jpg", Photo);
            _place.Put("photos/a.jpg", Photo);
            _place.Put("images.txt", System.Text.Encoding.UTF8.GetBytes($"{server.Url}a.jpg"));
            string[] arguments = [.. example.Split(' ').Select(
                word => word.Replace("https://images.example.org", node.Url.ToString(), StringComparison.Ordinal))];
            (await _place.RunAsync(arguments)).Expect(ExitCodes.Success);
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();

    [GeneratedRegex(@"^ .*jpegreducer (?<arguments>.+)$", RegexOptions.Multiline)]
    private static partial Regex Example();
}
