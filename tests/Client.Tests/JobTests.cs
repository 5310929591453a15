using System.Net;
using System.Net.Http.Json;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>Jobs: opening, adding items in batches, waiting, ending, listing.</summary>
[Collection(GatewayNode.Collection)]
public sealed class JobTests(GatewayNode node) : IAsyncLifetime
{
    private HttpClient _http = null!;
    private NodeClient _client = null!;

    public async Task InitializeAsync() => (_http, _client) = await node.CustomerAsync();

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Files_and_urls_are_added_to_a_job_in_the_order_of_arrival()
    {
        string job = await _client.OpenJobAsync();

        AcceptedItems files = await _client.UploadAsync(job, [("a.jpg", TestImages.Photo()), ("folder/b.jpg", TestImages.Photo(seed: 2))]);
        using HttpResponseMessage urls = await _http.PostAsync(
            $"/v1/jobs/{job}/items",
            Answers.Json(
            """{"inputs":[{"url":"http://10.0.0.1/c%20d.jpg","clientRef":"mine"},{"url":"http://10.0.0.1/e.jpg","name":"f.jpg"}]}"""));
        AcceptedItems fetched = await urls.ReadAsync(ApiJson.Default.AcceptedItems);
        JobView end = await _client.FinishAsync(job);

        Assert.Equal([(0, "a.jpg"), (1, "b.jpg")], files.Items.Select(item => (item.Sequence, item.Name)));
        Assert.Equal(
            [(2, "c d.jpg", "mine"), (3, "f.jpg", null)], fetched.Items.Select(item => (item.Sequence, item.Name, item.ClientRef)));
        Assert.Equal((JobState.Done, 4, 2), (end.State, end.Counts.Total, end.Counts.Failed));
    }

    [Fact]
    public async Task A_repeated_request_opens_one_job_and_other_options_under_its_key_are_a_conflict()
    {
        string key = Guid.NewGuid().ToString();

        JobView first = await (await OpenAsync(key, """{"options":{"mode":"glossy"},"label":"holiday"}"""))
            .ReadAsync(ApiJson.Default.JobView);
        JobView second = await (await OpenAsync(key, """{"options":{"mode":"glossy"},"label":"holiday"}"""))
            .ReadAsync(ApiJson.Default.JobView);
        using HttpResponseMessage other = await OpenAsync(key, """{"options":{"mode":"lossless"},"label":"holiday"}""");

        Assert.Equal(first, second);
        Assert.Equal((ReductionMode.Glossy, "holiday", JobState.Open), (first.Options.Mode, first.Label, first.State));
        await other.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemCodes.IdempotencyConflict);
        Assert.Single((await ListAsync("/v1/jobs")).Items);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"options":{}}""")]
    [InlineData("""{"options":null,"inputs":null,"label":null}""")]
    public async Task Omitted_members_of_a_job_have_their_defaults(string json)
    {
        JobView job = await (await OpenAsync(null, json)).ReadAsync(ApiJson.Default.JobView);

        Assert.Equal((new ReductionRequest(), JobPriority.Bulk, JobState.Open), (job.Options, job.Priority, job.State));
    }

    [Fact]
    public async Task A_repeated_batch_adds_nothing_and_returns_the_items_of_the_first()
    {
        string job = await _client.OpenJobAsync(), key = Guid.NewGuid().ToString();

        AcceptedItems first = await AddAsync(job, key), second = await AddAsync(job, key),
        third = await AddAsync(job, Guid.NewGuid().ToString());

        Assert.Equal(first.Items, second.Items);
        Assert.Equal([2, 3], third.Items.Select(item => item.Sequence));
        Assert.Equal(4, (await _client.FinishAsync(job)).Counts.Total);
    }

    [Fact]
    public async Task A_sealed_job_takes_no_more_and_sealing_again_changes_nothing()
    {
        string job = await _client.OpenJobAsync();
        await _client.UploadAsync(job, [("a.jpg", TestImages.Photo())]);
        JobView end = await _client.FinishAsync(job), again = await _client.SealAsync(job);

        using HttpResponseMessage late = await _http.PostAsync($"/v1/jobs/{job}/items", Answers.Files(("late.jpg", TestImages.Photo())));

        await late.AssertProblemAsync(HttpStatusCode.Conflict, ProblemCodes.JobSealed);
        Assert.Equal(end, again);
        Assert.Equal(2, node.FilesOf(job).Length);
    }

    [Fact]
    public async Task An_open_job_that_is_cancelled_takes_no_more()
    {
        string job = await _client.OpenJobAsync();

        using HttpResponseMessage cancelled = await _http.PostAsync($"/v1/jobs/{job}/cancel", null);
        using HttpResponseMessage late =
            await _http.PostAsync($"/v1/jobs/{job}/items", Answers.Json("""{"inputs":[{"url":"http://10.0.0.1/c.jpg"}]}"""));

        Assert.Equal((HttpStatusCode.Accepted, $"/v1/jobs/{job}"), (cancelled.StatusCode, cancelled.Headers.Location?.ToString()));
        await late.AssertProblemAsync(HttpStatusCode.Conflict, ProblemCodes.JobSealed);
        Assert.Equal(JobState.Cancelled, (await _client.WaitAsync(job, view => view.State is JobState.Cancelled)).State);
    }

    [Fact]
    public async Task Paging_through_a_list_is_stable_while_jobs_are_added()
    {
        List<string> jobs = [];
        for (int i = 0; i < 5; i++) jobs.Add(await _client.OpenJobAsync());
        jobs.Reverse();

        JobList page = await ListAsync("/v1/jobs?limit=2");
        List<string> seen = [.. page.Items.Select(job => job.Id)];
        while (page.Next is { } cursor)
        {
            await _client.OpenJobAsync();
            page = await ListAsync($"/v1/jobs?limit=2&cursor={cursor}");
            seen.AddRange(page.Items.Select(job => job.Id));
        }

        Assert.Equal(jobs, seen);
    }

    [Fact]
    public async Task A_page_links_to_the_next()
    {
        for (int i = 0; i < 2; i++) await _client.OpenJobAsync();

        using HttpResponseMessage page = await _http.GetAsync("/v1/jobs?limit=1");

        string next = (await page.ReadAsync(ApiJson.Default.JobList)).Next!;
        Assert.Equal($"</v1/jobs?limit=1&cursor={next}>; rel=\"next\"", page.Header("Link"));
    }

    [Fact]
    public async Task A_job_with_all_its_urls_is_sealed_when_it_is_opened()
    {
        using HttpResponseMessage opened = await OpenAsync(null, """{"inputs":[{"url":"http://10.0.0.1/a.jpg"}]}""");
        JobView job = await opened.ReadAsync(ApiJson.Default.JobView);

        JobView end = await _client.WaitAsync(job.Id, view => view.State is JobState.Done);

        Assert.Equal((HttpStatusCode.Accepted, job.Links.Self), (opened.StatusCode, opened.Headers.Location?.ToString()));
        Assert.Equal((1, 1, 0), (end.Counts.Total, end.Counts.Failed, end.Counts.Charged));
    }

    private Task<HttpResponseMessage> OpenAsync(string? key, string json)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/v1/jobs") { Content = Answers.Json(json) };
        if (key is not null) request.With("Idempotency-Key", key);
        return _http.SendAsync(request);
    }

    private async Task<AcceptedItems> AddAsync(string job, string key)
    {
        using HttpRequestMessage request =
            new(HttpMethod.Post,
            $"/v1/jobs/{job}/items")
            { Content = Answers.Files(("a.jpg", TestImages.Photo()), ("b.jpg", TestImages.Photo(seed: 2))) };
        using HttpResponseMessage answer = await _http.SendAsync(request.With("Idempotency-Key", key));
        return await answer.ReadAsync(ApiJson.Default.AcceptedItems);
    }

    private async Task<JobList> ListAsync(string address) => (await _http.GetFromJsonAsync(address, ApiJson.Default.JobList))!;
}
