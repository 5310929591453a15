using System.Net;
using System.Net.Sockets;
using System.Text;
using JpegReducer.ApiContracts;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>Bodies that end before their announced end.</summary>
[Collection(GatewayNode.Collection)]
public sealed class CutOffTests(GatewayNode node) : IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.Photo();
    private string _key = null!;
    private NodeClient _client = null!;

    public async Task InitializeAsync()
    {
        _key = await node.NewKeyAsync(ApiKeyScopes.Optimize);
        _client = new NodeClient(node.WithKey(_key));
    }

    public Task DisposeAsync()
    {
        _client.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_raw_body_cut_off_leaves_no_file_and_the_node_continues()
    {
        string[] before = node.Files();

        await BreakOffAsync("/v1/optimize", "image/jpeg", announced: Photo.Length, Photo[..(Photo.Length / 2)]);

        await AssertLeftAsync(before, node.Files);
        Assert.Equal(0, (await _client.UsageAsync()).Reserved);
        await _client.OptimizeAsync(Photo);
    }

    [Fact]
    public async Task A_form_cut_off_in_its_second_file_adds_neither_and_keeps_neither()
    {
        string job = await _client.OpenJobAsync();
        byte[] form = [.. Part("a.jpg"), .. Part("b.jpg"), .. "--cut--\r\n"u8];

        await BreakOffAsync($"/v1/jobs/{job}/items", "multipart/form-data; boundary=cut", form.Length, form[..(form.Length * 3 / 4)]);

        await AssertLeftAsync([], () => node.FilesOf(job));
        Assert.Equal(0, (await _client.WatchAsync(job, since: -1)).Counts.Total);
    }

    [Fact]
    public async Task A_form_cut_off_under_a_key_keeps_its_complete_batches_and_continues_when_it_is_repeated()
    {
        string job = await _client.OpenJobAsync();
        string[] large = [.. Enumerable.Range(0, 8).Select(index => $"{index}.jpg")];
        byte[] form =
            [.. large.SelectMany(name => Part(name, new byte[GatewayNode.MaxUploadBytes])), .. Part("last.jpg"), .. "--cut--\r\n"u8];

        await BreakOffAsync(
            $"/v1/jobs/{job}/items", "multipart/form-data; boundary=cut", form.Length, form[..^(Photo.Length / 2)], key: "again",
            HasBegunAsync);
        AcceptedItems all = await _client.UploadAsync(job, Answers.Bytes(form, "multipart/form-data; boundary=cut"), "again");

        Assert.Equal([.. large, "last.jpg"], all.Items.OrderBy(item => item.Sequence).Select(item => item.Name));
        Assert.Equal(all.Items.Count, (await _client.WatchAsync(job, since: -1)).Counts.Total);

        async Task<bool> HasBegunAsync() => (await _client.WatchAsync(job, since: -1)).Counts.Total == large.Length;
    }

    [Theory]
    [InlineData("/v1/optimize")]
    [InlineData("/v1/jobs/{job}/items")]
    public async Task A_form_without_its_last_boundary_is_incomplete_too(string address)
    {
        string job = await _client.OpenJobAsync();
        byte[] form = Part("a.jpg")[..^2];

        using HttpClient http = node.WithKey(_key);
        using HttpResponseMessage answer =
            await http.PostAsync(
            address.Replace("{job}", job, StringComparison.Ordinal), Answers.Bytes(form, "multipart/form-data; boundary=cut"));

        await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.IncompleteBody);
        Assert.Empty(node.FilesOf(job));
        Assert.Equal(0, (await _client.WatchAsync(job, since: -1)).Counts.Total);
    }

    /// <summary>Waits until the node has noticed the broken connection and has the expected files.</summary>
    private async Task AssertLeftAsync(string[] expected, Func<string[]> files)
    {
        for (int i = 0; i < 1_000 && !files().Order().SequenceEqual(expected.Order()); i++) await _client.UsageAsync();
        Assert.Equal(expected.Order(), files().Order());
    }

    private static byte[] Part(string name, byte[]? content = null) =>
        [.. Encoding.ASCII.GetBytes($"--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"), .. content
            ?? Photo, .. "\r\n"u8];

    /// <summary>Sends part of a request and closes the connection when the node has begun to process it.</summary>
    private async Task BreakOffAsync(
        string path, string type, int announced, byte[] body, string? key = null, Func<Task<bool>>? hasBegun = null)
    {
        string[] before = node.Files();
        hasBegun ??= () => Task.FromResult(node.Files().Length != before.Length);
        using TcpClient connection = new();
        await connection.ConnectAsync(node.Url.Host, node.Url.Port);
        await using NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {node.Url.Authority}\r\nAuthorization: Bearer {_key}\r\nContent-Type: {type}\r\n"
                + $"Content-Length: {announced}\r\n{(key is null ? "" : $"Idempotency-Key: {key}\r\n")}\r\n"));
        await stream.WriteAsync(body);
        for (int i = 0; i < 1_000 && !await hasBegun(); i++) await _client.UsageAsync();
        Assert.True(await hasBegun());
    }
}
