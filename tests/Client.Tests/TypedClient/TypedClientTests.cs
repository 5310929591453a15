using System.Net;
using System.Net.Http.Headers;
using JpegReducer.ApiContracts;
using JpegReducer.ApiContracts.Client;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Client.Tests.TypedClient;

/// <summary>What the typed client does with responses that no test can make a node send on demand.</summary>
public sealed class TypedClientTests
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };

    [Fact]
    public async Task A_busy_node_is_asked_again_after_the_time_that_it_names()
    {
        Queue<HttpResponseMessage> responses = new([Busy(TimeSpan.FromSeconds(7)), Json("""{"items":[]}""")]);
        using JpegReducerClient client = Create(responses);

        Task<JobList> list = client.GetJobsAsync(10);
        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(list.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Empty((await list).Items);
    }

    [Fact]
    public async Task A_problem_is_thrown_with_its_code_and_not_retried()
    {
        Queue<HttpResponseMessage> responses = new([new HttpResponseMessage(HttpStatusCode.NotFound)
        {
            Content =
                new StringContent(
                """{"type":"/problems/not-found","title":"Not found","status":404,"detail":"No such job.","code":"not-found"}"""),
        }]);
        using JpegReducerClient client = Create(responses);

        ApiProblemException exception = await Assert.ThrowsAsync<ApiProblemException>(() => client.SealAsync("job_1"));

        Assert.Equal(ProblemCodes.NotFound, exception.Code);
        Assert.Equal("Not found: No such job. (not-found)", exception.Message);
        Assert.Empty(responses);
    }

    [Fact]
    public async Task A_busy_node_is_a_problem_if_there_is_no_time_to_retry()
    {
        HttpResponseMessage busy = Busy(TimeSpan.FromSeconds(1));
        busy.Content =
            new StringContent(
            """{"type":"/problems/unavailable","title":"Unavailable","status":503,"detail":"Retry.","code":"unavailable"}""");
        using JpegReducerClient client = Create(new([busy]), retryTime: TimeSpan.Zero);

        Assert.Equal(ProblemCodes.Unavailable, (await Assert.ThrowsAsync<ApiProblemException>(() => client.GetNodeAsync())).Code);
    }

    [Fact]
    public async Task Another_server_is_not_taken_for_a_node()
    {
        using JpegReducerClient client =
            Create(new([new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>") }]));

        await Assert.ThrowsAsync<UnexpectedResponseException>(() => client.GetUsageAsync());
    }

    [Fact]
    public async Task A_response_without_the_headers_of_a_reduced_image_is_not_that_of_a_node()
    {
        using JpegReducerClient client =
            Create(new([new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([1]) }]));

        await Assert.ThrowsAsync<UnexpectedResponseException>(() => client.OptimizeAsync(
            new FileUpload("a.jpg", () => new MemoryStream([1])), new ReductionRequest(), "key",
            (_, _, _) => throw new InvalidOperationException("The body is not read.")));
    }

    [Fact]
    public async Task The_key_is_not_sent_to_a_server_that_a_link_names()
    {
        using JpegReducerClient client = Create(new());

        await Assert.ThrowsAsync<UnexpectedResponseException>(
            () => client.DownloadAsync("//evil.example/content", (_, _) => Task.CompletedTask));
        await Assert.ThrowsAsync<UnexpectedResponseException>(
            () => client.DownloadAsync("https://evil.example/content", (_, _) => Task.CompletedTask));
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_is_named()
    {
        using JpegReducerClient client = new(new Uri("http://127.0.0.1:1"), "jr_test_key") { RetryTime = TimeSpan.Zero };

        NodeUnreachableException exception = await Assert.ThrowsAsync<NodeUnreachableException>(() => client.GetNodeAsync());

        Assert.StartsWith("The node at http://127.0.0.1:1/ cannot be reached:", exception.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(""), InlineData("jr live"), InlineData("jr_\u00fc"), InlineData("jr_\n")]
    public void A_key_with_other_characters_is_rejected(string key) =>
        Assert.Throws<ArgumentException>(() => new JpegReducerClient(new Uri("http://127.0.0.1:1"), key));

    private static HttpResponseMessage Busy(TimeSpan retryAfter) =>
        new(HttpStatusCode.ServiceUnavailable) { Headers = { RetryAfter = new RetryConditionHeaderValue(retryAfter) } };

    private static HttpResponseMessage Json(string body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };

    private JpegReducerClient Create(Queue<HttpResponseMessage> responses, TimeSpan? retryTime = null) =>
        new(new HttpClient(new Responses(responses)) { BaseAddress = new Uri("http://node.example") }, _time)
        {
            RetryTime = retryTime
            ?? TimeSpan.FromMinutes(2)
        };

    private sealed class Responses(Queue<HttpResponseMessage> responses) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(responses.Dequeue());
    }
}
