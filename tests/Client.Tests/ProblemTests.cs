using System.Net;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Errors;
using JpegReducer.Client.Uploads;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>Errors of requests are problems that name the place of the error.</summary>
[Collection(GatewayNode.Collection)]
public sealed class ProblemTests(GatewayNode node) : IAsyncLifetime
{
    private HttpClient _http = null!;
    private string _job = null!;

    public async Task InitializeAsync()
    {
        (_http, NodeClient client) = await node.CustomerAsync();
        _job = await client.OpenJobAsync();
    }

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v2/jobs")]
    [InlineData("/v1/nothing")]
    [InlineData("/index.php")]
    public async Task An_unknown_address_is_not_found(string address)
    {
        using HttpResponseMessage answer = await _http.GetAsync(address);

        await answer.AssertProblemAsync(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Fact]
    public async Task A_job_that_was_never_opened_is_not_found()
    {
        using HttpResponseMessage answer = await _http.GetAsync($"/v1/jobs/job_{Guid.NewGuid():N}");

        await answer.AssertProblemAsync(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Theory]
    [InlineData("GET", "/v1/optimize", "OPTIONS, POST")]
    [InlineData("DELETE", "/v1/usage", "GET, HEAD, OPTIONS")]
    [InlineData("PUT", "/v1/jobs", "GET, HEAD, OPTIONS, POST")]
    public async Task A_method_that_is_not_allowed_gets_the_allowed_ones(string method, string address, string allowed)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), address);

        using HttpResponseMessage answer = await _http.SendAsync(request);

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.MethodNotAllowed, ProblemCodes.MethodNotAllowed);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow.Order()));
        Assert.Contains(method, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/jobs")]
    [InlineData("/v1/jobs/{job}/items")]
    public async Task A_body_of_another_media_type_is_refused(string address)
    {
        using HttpResponseMessage answer = await _http.PostAsync(Address(address), Answers.Bytes("<job/>"u8.ToArray(), "application/xml"));

        await answer.AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, ProblemCodes.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("/v1/jobs/job_1", "id")]
    [InlineData("/v1/jobs/nothing", "id")]
    [InlineData("/v1/jobs/fil_00000000000000000000000000000000/manifest", "id")]
    [InlineData("/v1/jobs?limit=many", "limit")]
    [InlineData("/v1/jobs?cursor=!!!", "cursor")]
    [InlineData("/v1/jobs?cursor=abcde", "cursor")]
    [InlineData("/v1/jobs?cursor=LTEuam9iXzE", "cursor")]
    [InlineData("/v1/jobs/{job}?wait=soon", "wait")]
    [InlineData("/v1/jobs/{job}?wait=NaN", "wait")]
    [InlineData("/v1/jobs/{job}?wait=-1", "wait")]
    [InlineData("/v1/jobs/{job}?wait=31", "wait")]
    [InlineData("/v1/jobs?limit=0", "limit")]
    [InlineData("/v1/jobs?limit=201", "limit")]
    [InlineData("/v1/jobs/{job}/manifest?limit=501", "limit")]
    [InlineData("/v1/jobs/{job}/manifest?cursor=-2", "cursor")]
    [InlineData("/v1/jobs/{job}?since=x", "since")]
    [InlineData("/v1/jobs/{job}/manifest?format=xml", "format")]
    [InlineData("/v1/jobs/{job}/manifest?cursor=x", "cursor")]
    public async Task A_wrong_value_in_an_address_is_named(string address, string field)
    {
        using HttpResponseMessage answer = await _http.GetAsync(Address(address));

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains($"'{field}'", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?quality=0", null, "quality")]
    [InlineData("?quality=101", null, "quality")]
    [InlineData("?quality=best", null, "quality")]
    [InlineData("?mode=tiny", null, "mode")]
    [InlineData("?mode=7", null, "mode")]
    [InlineData("?metadata=some", null, "metadata")]
    [InlineData("", "{", "X-Options")]
    [InlineData("", """{"mode":"tiny"}""", "mode")]
    [InlineData("", """{"quality":1000}""", "quality")]
    public async Task A_wrong_option_is_named_before_the_image_is_taken(string query, string? header, string field)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v1/optimize{query}") { Content = Answers.Bytes(TestImages.Photo()) };
        if (header is not null) request.With("X-Options", header);

        using HttpResponseMessage answer = await _http.SendAsync(request);

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains($"'{field}'", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "object")]
    [InlineData("{", "JSON")]
    [InlineData("[]", "object")]
    [InlineData("""{"options":{"mode":"tiny"}}""", "'options.mode'")]
    [InlineData("""{"options":{"quality":0}}""", "'quality'")]
    [InlineData("""{"inputs":[null]}""", "'inputs[0]'")]
    [InlineData("""{"inputs":[{"url":"http://10.0.0.1/a.jpg"},{"url":"ftp://10.0.0.1/a.jpg"}]}""", "'inputs[1].url'")]
    [InlineData("""{"inputs":[{"url":"http://user:word@10.0.0.1/a.jpg"}]}""", "'inputs[0].url'")]
    [InlineData("""{"open":false}""", "'inputs'")]
    [InlineData("""{"priority":"now"}""", "'priority'")]
    public async Task The_error_in_a_job_request_is_named(string json, string named)
    {
        using HttpResponseMessage answer = await _http.PostAsync("/v1/jobs", Answers.Json(json));

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "object")]
    [InlineData("""{"inputs":[]}""", "'inputs'")]
    [InlineData("""{"inputs":[{"url":"photo.jpg"}]}""", "'inputs[0].url'")]
    public async Task The_error_in_an_item_request_is_named(string json, string named)
    {
        using HttpResponseMessage answer = await _http.PostAsync($"/v1/jobs/{_job}/items", Answers.Json(json));

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/optimize")]
    [InlineData("/v1/jobs/{job}/items")]
    public async Task A_form_without_a_file_or_without_a_boundary_is_refused(string address)
    {
        using HttpResponseMessage empty =
            await _http.PostAsync(Address(address), new MultipartFormDataContent { { new StringContent("value"), "field" } });
        using HttpResponseMessage unbounded =
            await _http.PostAsync(Address(address), Answers.Bytes(TestImages.Photo(), "multipart/form-data"));

        await empty.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        await unbounded.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(17, true)]
    public async Task Json_has_a_limit_of_levels(int levels, bool isTooDeep)
    {
        string json = $$"""{"inputs":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}}}""";

        using HttpResponseMessage answer = await _http.PostAsync("/v1/jobs", Answers.Json(json));

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Equal(isTooDeep, problem.Detail!.Contains("16 levels", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_field_of_a_form_has_a_limit()
    {
        using MultipartFormDataContent form = new() { { new StringContent(new string('x', (64 << 10) + 1)), "label" } };

        using HttpResponseMessage answer = await _http.PostAsync($"/v1/jobs/{_job}/items", form);

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains("64 KiB", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_has_a_limit_of_parts()
    {
        string parts =
            string.Concat(
            Enumerable.Repeat(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n\r\n", FormParts.MaxParts + 1)) + "--b--\r\n";
        using MemoryStream body = new(System.Text.Encoding.ASCII.GetBytes(parts));
        int read = 0;

        RequestErrorException refused = await Assert.ThrowsAsync<RequestErrorException>(async () =>
        {
            await foreach (FormPart part in FormParts.ReadAsync(body, "b", CancellationToken.None))
            {
                await ((FormPart.File)part).Content.CopyToAsync(Stream.Null);
                read++;
            }
        });

        Assert.Equal((FormParts.MaxParts, ErrorKind.TooLarge), (read, refused.Error.Kind));
    }

    [Fact]
    public async Task A_request_has_a_limit_of_urls()
    {
        string json = $$"""{"inputs":[{{string.Join(',', Enumerable.Repeat("""{"url":"http://10.0.0.1/a.jpg"}""", 1_001))}}]}""";

        using HttpResponseMessage answer = await _http.PostAsync($"/v1/jobs/{_job}/items", Answers.Json(json));

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains("1000", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_body_is_refused()
    {
        using HttpResponseMessage answer = await _http.PostAsync("/v1/optimize", null);

        await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
    }

    [Theory]
    [InlineData("/v1/optimize", false)]
    [InlineData("/v1/optimize", true)]
    [InlineData("/v1/jobs/{job}/items", true)]
    public async Task A_file_that_is_larger_than_it_may_be_is_refused_and_not_kept(string address, bool asForm)
    {
        string[] before = node.Files();
        byte[] large = new byte[GatewayNode.MaxUploadBytes + 1];

        using HttpResponseMessage answer =
            await _http.PostAsync(Address(address), asForm ? Answers.Files(("large.jpg", large)) : Answers.Bytes(large));

        await answer.AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge, ProblemCodes.TooLarge);
        Assert.Equal(before.Order(), node.Files().Order());
    }

    [Theory]
    [InlineData("/v1/jobs", false)]
    [InlineData("/v1/jobs", true)]
    [InlineData("/v1/jobs/{job}/items", false)]
    [InlineData("/v1/jobs/{job}/items", true)]
    public async Task Json_that_is_larger_than_it_may_be_is_refused_whether_or_not_it_says_so(string address, bool chunked)
    {
        using HttpRequestMessage request =
            new(HttpMethod.Post,
            Address(address))
            { Content = Answers.Json($$"""{"inputs":[{"url":"http://10.0.0.1/{{new string('a', 9 << 20)}}"}]}""") };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true; // so that the client reads the refusal instead of a reset while it is still writing

        using HttpResponseMessage answer = await _http.SendAsync(request);

        await answer.AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge, ProblemCodes.TooLarge);
    }

    private string Address(string address) => address.Replace("{job}", _job, StringComparison.Ordinal);
}
