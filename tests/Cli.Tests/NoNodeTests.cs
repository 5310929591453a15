using System.Net;
using System.Net.Sockets;
using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

/// <summary>What is said where no node is: in seconds, in a sentence.</summary>
[Trait("Category", "Process")]
public sealed class NoNodeTests : IAsyncLifetime
{
    private readonly Workplace _place = new();

    [Fact]
    public async Task Status_without_a_node_explains_how_to_start_one() =>
        (await _place.RunAsync("status", "--json")).ExpectSentence(ExitCodes.Node, "jpegreducer up");

    [Fact]
    public async Task An_unreachable_server_is_reported_with_its_address()
    {
        string server = $"http://127.0.0.1:{PhotoServer.FreePort()}";

        (await _place.RunAsync("status", "--server", server, "--key", "any")).ExpectSentence(ExitCodes.Node, $"No server responds at {server}");
    }

    [Fact]
    public async Task A_server_that_never_responds_is_not_waited_for()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        _place.Put("a.jpg", TestImages.Photo());

        EndedProgram ended = await _place.RunAsync("submit", "a.jpg", "--server", $"http://{silent.LocalEndpoint}", "--key", "any");

        ended.ExpectSentence(ExitCodes.Node, "No server responds");
    }

    [Fact]
    public async Task A_server_that_is_not_a_node_is_reported()
    {
        await using PhotoServer server = new(TestImages.Photo());
        _place.Put("a.jpg", TestImages.Photo());

        EndedProgram ended = await _place.RunAsync("submit", "a.jpg", "--server", server.Url.ToString(), "--key", "any");

        Assert.Contains($"The server at {server.Url} is not a node of JpegReducer", ended.Expect(ExitCodes.Node).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("submit", "a.jpg")]
    public async Task A_server_that_responds_to_every_request_with_other_content_is_reported(params string[] command)
    {
        await using PhotoServer server = new("<html>"u8.ToArray(), isEverywhere: true);
        _place.Put("a.jpg", TestImages.Photo(64, 48));

        EndedProgram ended = await _place.RunAsync([.. command, "--server", server.Url.ToString(), "--key", "any"]);

        Assert.EndsWith($"The server at {server.Url} is not a node of JpegReducer: its response is not that of a node.\n", ended.Expect(
            ExitCodes.Node).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"pid\":\"x\",\"url\":\"::\"}")]
    [InlineData("{\"pid\":1,\"url\":null}")]
    public async Task A_data_folder_with_an_invalid_node_file_has_no_node(string content)
    {
        Directory.CreateDirectory(_place.Data);
        await File.WriteAllTextAsync(Path.Combine(_place.Data, "node.json"), content);

        (await _place.RunAsync("status")).ExpectSentence(ExitCodes.Node, "No node runs on");
    }

    [Theory]
    [InlineData("status", "--data", "")]
    [InlineData("status", "--server", "")]
    [InlineData("up", "--listen", "")]
    [InlineData("reduce", "", "--output", "out")]
    [InlineData("reduce", "a.jpg", "--output", "")]
    [InlineData("submit", "a.jpg", "--out", "")]
    [InlineData("submit", "--url-list", "")]
    [InlineData("compare", "", "")]
    public async Task An_empty_value_is_rejected_with_one_sentence(params string[] command)
    {
        _place.Put("a.jpg", TestImages.Photo(64, 48));

        (await _place.RunAsync(command)).ExpectSentence(ExitCodes.Usage, " ");
    }

    [Fact]
    public async Task An_empty_variable_counts_as_unset()
    {
        foreach (string name in (string[])["JPEGREDUCER_DATA", "JPEGREDUCER_SERVER", "JPEGREDUCER_API_KEY"]) _place.Environment[name] = "";
        _place.Environment["XDG_DATA_HOME"] = _place["share"];

        (await _place.RunAsync("status")).ExpectSentence(ExitCodes.Node, $"No node runs on {_place["share", "jpegreducer"]}");
    }

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("ftp://example.org")]
    [InlineData("here")]
    public async Task A_server_argument_that_is_not_a_URL_is_reported(string server) =>
        (await _place.RunAsync("status", "--server", server, "--key", "any")).ExpectSentence(ExitCodes.Usage, $"{server} is not a URL");

    [Fact]
    public async Task The_local_key_is_not_sent_to_another_server()
    {
        Directory.CreateDirectory(_place.Data);
        await File.WriteAllTextAsync(Path.Combine(_place.Data, "cli-key"), "jr_live_secret");

        (await _place.RunAsync("status", "--server", "http://images.example.org")).ExpectSentence(
            ExitCodes.Node, "There is no API key for http://images.example.org");
    }

    [Fact]
    public async Task A_key_with_characters_invalid_in_a_header_is_rejected() =>
        (await _place.RunAsync("status", "--server", "http://127.0.0.1", "--key", "two\nlines")).ExpectSentence(ExitCodes.Node, "API key");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();
}
