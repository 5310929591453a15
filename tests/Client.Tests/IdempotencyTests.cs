using System.Net;
using System.Net.Http.Json;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>
/// An <c>Idempotency-Key</c> belongs to one request: a repetition has the same result, another request is a conflict without effect.
/// </summary>
[Collection(GatewayNode.Collection)]
public sealed class IdempotencyTests(GatewayNode node) : IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.Photo();
    private static readonly byte[] Other = TestImages.Photo(seed: 2);

    private readonly string _key = Guid.NewGuid().ToString();
    private HttpClient _http = null!;
    private NodeClient _client = null!;
    private string _job = null!;

    /// <summary>Requests that differ from two files <c>a.jpg</c> and <c>b.jpg</c>.</summary>
    public static TheoryData<string> OtherUploads => ["content", "name", "reference", "order", "fewer", "more", "urls"];

    public async Task InitializeAsync()
    {
        (_http, _client) = await node.CustomerAsync();
        _job = await _client.OpenJobAsync();
    }

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Theory, MemberData(nameof(OtherUploads))]
    public async Task Other_items_under_the_key_of_an_upload_are_a_conflict_without_effect(string difference)
    {
        AcceptedItems first = await AddAsync(Files());
        await _client.FinishAsync(_job);
        string[] files = node.Files();

        using HttpResponseMessage other = await SendAsync($"/v1/jobs/{_job}/items", difference switch
        {
            "content" => Answers.Files(("a.jpg", Photo), ("b.jpg", Photo)),
            "name" => Answers.Files(("a.jpg", Photo), ("c.jpg", Other)),
            "reference" => Files("ref"),
            "order" => Answers.Files(("b.jpg", Other), ("a.jpg", Photo)),
            "fewer" => Answers.Files(("a.jpg", Photo)),
            "more" => Answers.Files(("a.jpg", Photo), ("b.jpg", Other), ("c.jpg", Photo)),
            _ => Answers.Json("""{"inputs":[{"url":"http://10.0.0.1/a.jpg"}]}"""),
        });
        using HttpResponseMessage same = await SendAsync($"/v1/jobs/{_job}/items", Files());

        await other.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemCodes.IdempotencyConflict);
        Assert.Equal(first.Items, (await same.ReadAsync(ApiJson.Default.AcceptedItems)).Items);
        Assert.Equal(2, (await _client.WatchAsync(_job, since: -1)).Counts.Total);
        Assert.Equal(files.Order(), node.Files().Order());
    }

    [Theory]
    [InlineData(
        """{"inputs":[{"url":"http://10.0.0.1/a.jpg","clientRef":"7"}]}""",
        """{ "inputs": [ { "clientRef":"7", "url":"http:\/\/10.0.0.1/a.jpg" } ] }""", true)]
    [InlineData(
        """{"inputs":[{"url":"http://10.0.0.1/a.jpg"}]}""", """{"inputs":[{"url":"http://10.0.0.1/a.jpg","name":"a.jpg"}]}""", true)]
    [InlineData("""{"inputs":[{"url":"http://10.0.0.1/a.jpg"}]}""", """{"inputs":[{"url":"http://10.0.0.1/b.jpg"}]}""", false)]
    [InlineData(
        """{"inputs":[{"url":"http://10.0.0.1/a.jpg"}]}""", """{"inputs":[{"url":"http://10.0.0.1/a.jpg","clientRef":"7"}]}""", false)]
    [InlineData(
        """{"inputs":[{"url":"http://10.0.0.1/a.jpg"}]}""",
        """{"inputs":[{"url":"http://10.0.0.1/a.jpg"},{"url":"http://10.0.0.1/a.jpg"}]}""", false)]
    public async Task Urls_are_the_same_request_where_their_values_are(string first, string second, bool areSame)
    {
        AcceptedItems added = await AddAsync(Answers.Json(first));

        using HttpResponseMessage again = await SendAsync($"/v1/jobs/{_job}/items", Answers.Json(second));

        if (areSame) Assert.Equal(added.Items, (await again.ReadAsync(ApiJson.Default.AcceptedItems)).Items);
        else await again.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemCodes.IdempotencyConflict);
        Assert.Equal(added.Items.Count, (await _client.WatchAsync(_job, since: -1)).Counts.Total);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"label":"b","options":{"mode":"glossy"},"inputs":[{"url":"http://10.0.0.1/a.jpg"}]}""")]
    [InlineData("""{"label":"a","options":{"mode":"lossy"},"inputs":[{"url":"http://10.0.0.1/a.jpg"}]}""")]
    [InlineData("""{"label":"a","options":{"mode":"glossy","baseline":true},"inputs":[{"url":"http://10.0.0.1/a.jpg"}]}""")]
    [InlineData("""{"label":"a","options":{"mode":"glossy"},"priority":"interactive","inputs":[{"url":"http://10.0.0.1/a.jpg"}]}""")]
    [InlineData("""{"label":"a","options":{"mode":"glossy"},"inputs":[{"url":"http://10.0.0.1/b.jpg"}]}""")]
    [InlineData("""{"label":"a","options":{"mode":"glossy"},"inputs":[{"url":"http://10.0.0.1/a.jpg"}],"open":true}""")]
    [InlineData("""{"label":"a","options":{"mode":"glossy"}}""")]
    public async Task Another_job_under_the_key_of_a_job_is_a_conflict(string other)
    {
        const string Job = """{"label":"a","options":{"mode":"glossy"},"inputs":[{"url":"http://10.0.0.1/a.jpg"}]}""";
        JobView first = await (await SendAsync("/v1/jobs", Answers.Json(Job))).ReadAsync(ApiJson.Default.JobView);

        using HttpResponseMessage conflict = await SendAsync("/v1/jobs", Answers.Json(other));
        const string Same = """
            {"inputs":[{"name":"a.jpg","url":"http://10.0.0.1/a.jpg"}],"options":{"metadata":"strip","mode":"Glossy"},
            "open":false,"label":"a"}
            """;
        using HttpResponseMessage same = await SendAsync("/v1/jobs", Answers.Json(Same));

        await conflict.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemCodes.IdempotencyConflict);
        Assert.Equal((HttpStatusCode.Accepted, first.Id), (same.StatusCode, (await same.ReadAsync(ApiJson.Default.JobView)).Id));
        Assert.Equal(1, (await _client.WaitAsync(first.Id, view => view.State is JobState.Done)).Counts.Total);
        Assert.Equal(2, (await _http.GetFromJsonAsync("/v1/jobs", ApiJson.Default.JobList))!.Items.Count);
    }

    [Fact]
    public async Task A_job_of_more_urls_than_a_batch_has_is_the_same_when_it_is_repeated()
    {
        string json =
            $$"""{"inputs":[{{string.Join(',', Enumerable.Range(0, 777).Select(i => $$"""{"url":"http://10.0.0.1/{{i}}.jpg"}"""))}}]}""";

        JobView[] jobs =
            [.. await Task.WhenAll(
            Enumerable.Range(0, 3)
            .Select(async _ => await (await SendAsync("/v1/jobs", Answers.Json(json))).ReadAsync(ApiJson.Default.JobView)))];

        Assert.Single(jobs.Select(job => job.Id).Distinct());
        Assert.Equal(777, (await _client.WatchAsync(jobs[0].Id, since: -1)).Counts.Total);
    }

    [Fact]
    public async Task An_image_is_reduced_and_charged_once_however_often_it_is_sent_under_its_key()
    {
        using HttpResponseMessage first = await OptimizeAsync(Photo), second = await OptimizeAsync(Photo);
        string[] files = node.FilesOf(first.Header(OptimizeHeaders.Job));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(first.Header(OptimizeHeaders.Job), second.Header(OptimizeHeaders.Job));
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(2, files.Length);
        Assert.Equal((1, 1), await ReducedAndChargedAsync());
    }

    [Theory]
    [InlineData("", true, "")]
    [InlineData("?mode=glossy", false, "")]
    [InlineData("", false, "other.jpg")]
    public async Task Another_image_name_or_option_under_the_key_of_an_image_is_a_conflict(string query, bool isOtherImage, string name)
    {
        using HttpResponseMessage first = await OptimizeAsync(Photo);
        string[] files = node.Files();

        using HttpResponseMessage other = await OptimizeAsync(isOtherImage ? Other : Photo, query, name);

        await other.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemCodes.IdempotencyConflict);
        Assert.Equal(files.Order(), node.Files().Order());
        Assert.Equal((1, 1), await ReducedAndChargedAsync());
    }

    [Fact]
    public async Task The_same_option_is_the_same_request_wherever_it_is_stated()
    {
        using HttpResponseMessage first = await OptimizeAsync(Photo, "?mode=glossy&metadata=strip");
        using HttpRequestMessage request =
            new(HttpMethod.Post,
            "/v1/optimize")
            {
                Content =
            new MultipartFormDataContent { { new StringContent("glossy"), "mode" }, { new ByteArrayContent(Photo), "file", "image" } }
            };

        using HttpResponseMessage second = await _http.SendAsync(request.With("Idempotency-Key", _key));

        Assert.Equal(first.Header(OptimizeHeaders.Job), second.Header(OptimizeHeaders.Job));
    }

    [Fact]
    public async Task A_repeated_request_with_a_refused_image_is_refused_again()
    {
        using HttpResponseMessage first = await OptimizeAsync(BrokenImages.Html), second = await OptimizeAsync(BrokenImages.Html);

        foreach (HttpResponseMessage answer in (HttpResponseMessage[])[first, second])
            await answer.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemCodes.ImageRefused);
        Assert.Equal(1, (await _client.UsageAsync()).Total.Failed);
    }

    [Fact]
    public async Task Concurrent_requests_under_one_key_have_one_effect()
    {
        HttpResponseMessage[] images = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OptimizeAsync(Photo)));
        AcceptedItems[] uploads = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AddAsync(Files())));
        JobView end = await _client.FinishAsync(_job);

        Assert.Single(images.Select(image => image.Header(OptimizeHeaders.Job)).Distinct());
        Assert.All(images, image => Assert.Equal(HttpStatusCode.OK, image.StatusCode));
        Assert.All(uploads, upload => Assert.Equal(uploads[0].Items, upload.Items));
        Assert.Equal((2, 2), (end.Counts.Total, end.Counts.Reduced));
        Assert.Equal(4, node.FilesOf(_job).Length);
        Assert.Equal((3, 3), await ReducedAndChargedAsync());
        foreach (HttpResponseMessage image in images) image.Dispose();
    }

    [Fact]
    public async Task Of_concurrent_different_requests_under_one_key_one_has_an_effect()
    {
        HttpResponseMessage[] answers =
            await Task.WhenAll(Enumerable.Range(0, 6).Select(i => SendAsync($"/v1/jobs/{_job}/items", Answers.Files(($"{i}.jpg", Photo)))));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        Assert.Equal(5, answers.Count(answer => answer.StatusCode is HttpStatusCode.UnprocessableEntity));
        Assert.Equal(1, (await _client.FinishAsync(_job)).Counts.Reduced);
        Assert.Equal(2, node.FilesOf(_job).Length);
    }

    [Fact]
    public async Task A_request_that_ends_at_a_batch_boundary_of_the_first_is_a_conflict()
    {
        (string, byte[])[] large = [.. Enumerable.Range(0, 8).Select(i => ($"{i}.jpg", new byte[GatewayNode.MaxUploadBytes]))];
        AcceptedItems first = await AddAsync(Answers.Files([.. large, ("last.jpg", Photo)]));

        using HttpResponseMessage shorter = await SendAsync($"/v1/jobs/{_job}/items", Answers.Files(large));
        using HttpResponseMessage same = await SendAsync($"/v1/jobs/{_job}/items", Answers.Files([.. large, ("last.jpg", Photo)]));

        await shorter.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemCodes.IdempotencyConflict);
        Assert.Equal(first.Items, (await same.ReadAsync(ApiJson.Default.AcceptedItems)).Items);
        Assert.Equal(9, (await _client.WatchAsync(_job, since: -1)).Counts.Total);
    }

    [Fact]
    public async Task A_request_that_fails_after_some_files_were_added_lists_them()
    {
        (string, byte[])[] large = [.. Enumerable.Range(0, 8).Select(i => ($"{i}.jpg", new byte[GatewayNode.MaxUploadBytes]))];

        using HttpResponseMessage failed =
            await SendAsync(
            $"/v1/jobs/{_job}/items", Answers.Files([.. large, ("too-large.jpg", new byte[GatewayNode.MaxUploadBytes + 1])]));

        ProblemView problem = await failed.AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge, ProblemCodes.TooLarge);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (i, $"{i}.jpg")), problem.Accepted!.Select(item => (item.Sequence, item.Name)));
        Assert.Equal(8, (await _client.WatchAsync(_job, since: -1)).Counts.Total);
    }

    [Fact]
    public async Task A_repeated_request_succeeds_without_quota_and_reserves_nothing()
    {
        using HttpClient http = await node.NewAccountAsync(monthlyLimit: 2);
        NodeClient client = new(http);
        string job = await client.OpenJobAsync();
        AcceptedItems first = await client.UploadAsync(job, Files(), _key);

        AcceptedItems again = await client.UploadAsync(job, Files(), _key);
        long reserved = (await client.UsageAsync()).Reserved;
        await client.FinishAsync(job);
        AcceptedItems late = await client.UploadAsync(job, Files(), _key);

        Assert.Equal(first.Items, again.Items);
        Assert.Equal(first.Items, late.Items);
        Assert.InRange(reserved, 0, 2);
        Assert.Equal((2, 0), ((await client.UsageAsync()).Total.Charged, (await client.UsageAsync()).Reserved));
    }

    [Fact]
    public async Task A_key_belongs_to_its_account_and_address()
    {
        using HttpResponseMessage image = await OptimizeAsync(Photo);
        AcceptedItems items = await AddAsync(Files());
        JobView job = await (await SendAsync("/v1/jobs", Answers.Json("{}"))).ReadAsync(ApiJson.Default.JobView);
        using HttpClient anonymous = await node.NewAccountAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/optimize") { Content = Answers.Bytes(Other) };

        using HttpResponseMessage others = await anonymous.SendAsync(request.With("Idempotency-Key", _key));

        Assert.Equal(
            (HttpStatusCode.OK, 2, JobState.Open, HttpStatusCode.OK), (image.StatusCode, items.Items.Count, job.State, others.StatusCode));
        Assert.NotEqual(image.Header(OptimizeHeaders.Job), others.Header(OptimizeHeaders.Job));
    }

    [Theory]
    [InlineData("seal")]
    [InlineData("cancel")]
    public async Task Sealing_and_cancelling_may_be_repeated_and_take_no_body(string step)
    {
        using HttpResponseMessage first = await SendAsync($"/v1/jobs/{_job}/{step}", null),
        second = await SendAsync($"/v1/jobs/{_job}/{step}", Answers.Json("{}"));
        using HttpResponseMessage wrong = await SendAsync($"/v1/jobs/{_job}/{step}", Answers.Json("""{"force":true}"""));

        JobView view = await first.ReadAsync(ApiJson.Default.JobView), again = await second.ReadAsync(ApiJson.Default.JobView);
        Assert.Equal((first.StatusCode, view.Id), (second.StatusCode, again.Id));
        await wrong.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
    }

    private static MultipartFormDataContent Files(string? clientRef = null)
    {
        MultipartFormDataContent form = Answers.Files(("a.jpg", Photo), ("b.jpg", Other));
        if (clientRef is not null) form.First().Headers.Add("X-Client-Ref", clientRef);
        return form;
    }

    private async Task<AcceptedItems> AddAsync(HttpContent content)
    {
        using HttpResponseMessage answer = await SendAsync($"/v1/jobs/{_job}/items", content);
        return await answer.ReadAsync(ApiJson.Default.AcceptedItems);
    }

    private Task<HttpResponseMessage> OptimizeAsync(byte[] image, string query = "", string name = "") =>
        SendAsync($"/v1/optimize{query}", Answers.Bytes(image), name);

    private async Task<HttpResponseMessage> SendAsync(string address, HttpContent? content, string name = "")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = content };
        if (name.Length > 0) request.With("X-File-Name", name);
        return await _http.SendAsync(request.With("Idempotency-Key", _key));
    }

    private async Task<(long Reduced, long Charged)> ReducedAndChargedAsync()
    {
        UsageView usage = await _client.UsageAsync();
        return (usage.Total.Reduced, usage.Total.Charged);
    }
}
