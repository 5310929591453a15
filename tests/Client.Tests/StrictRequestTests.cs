using System.Net;
using System.Net.Http.Json;
using System.Text;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>The gateway refuses what it does not understand: no part of a request is ignored.</summary>
[Collection(GatewayNode.Collection)]
public sealed class StrictRequestTests(GatewayNode node) : IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.Photo();
    private HttpClient _http = null!;
    private NodeClient _client = null!;
    private string _job = null!;

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

    [Theory]
    [InlineData("GET", "/v1/jobs?limt=3", "'limt'", "'limit'")]
    [InlineData("GET", "/v1/jobs?state=done", "'state'", "cursor, limit")]
    [InlineData("GET", "/v1/jobs/{job}?verbose=1", "'verbose'", "wait, since")]
    [InlineData("GET", "/v1/jobs/{job}/manifest?fromat=ndjson", "'fromat'", "'format'")]
    [InlineData("GET", "/v1/jobs/{job}/files/0?x=1", "'x'", "no parameters")]
    [InlineData("GET", "/v1/jobs/{job}/files/0/content?size=3", "'size'", "Known here: output")]
    [InlineData("GET", "/v1/usage?month=3", "'month'", "no parameters")]
    [InlineData("GET", "/v1/node?x", "'x'", "no parameters")]
    [InlineData("POST", "/v1/jobs?mode=lossless", "'mode'", "no parameters")]
    [InlineData("POST", "/v1/jobs/{job}/items?mode=lossless", "'mode'", "no parameters")]
    [InlineData("POST", "/v1/jobs/{job}/seal?force=true", "'force'", "no parameters")]
    [InlineData("POST", "/v1/optimize?qualty=3", "'qualty'", "'quality'")]
    [InlineData("POST", "/v1/optimize?mode=lossy&mode=glossy", "'mode'", "different values")]
    public async Task An_unknown_parameter_is_named(string method, string address, string named, string also)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), address.Replace("{job}", _job, StringComparison.Ordinal));

        using HttpResponseMessage answer = await _http.SendAsync(request);

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
        Assert.Contains(also, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"option":{"mode":"glossy"}}""", "'option'", "'options'")]
    [InlineData("""{"options":{"mod":"glossy"}}""", "'options.mod'", "'mode'")]
    [InlineData(
        """{"inputs":[{"url":"http://10.0.0.1/a.jpg"},{"url":"http://10.0.0.1/b.jpg","client_ref":"7"}]}""", "'inputs[1].client_ref'",
        "'clientRef'")]
    [InlineData("""{"label":7}""", "'label'", "a string")]
    [InlineData("""{"open":"yes"}""", "'open'", "true or false")]
    [InlineData("""{"options":{"quality":"80"}}""", "'options.quality'", "a whole number")]
    [InlineData("""{"priority":null}""", "'priority'", "null")]
    [InlineData("""{"label":"a","label":"b"}""", "'label'", "twice")]
    [InlineData("""{"inputs":{"url":"http://10.0.0.1/a.jpg"}}""", "'inputs'", "an array")]
    [InlineData("""{"label":"\ud800"}""", "Unicode", "body")]
    public async Task A_member_of_json_that_is_unknown_or_of_another_type_is_named_by_its_path(string json, string named, string also)
    {
        using HttpResponseMessage answer = await _http.PostAsync("/v1/jobs", Answers.Json(json));

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
        Assert.Contains(also, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Options", """{"mode":"lossless"}""")]
    [InlineData("X-File-Name", "a.jpg")]
    [InlineData("X-Client-Ref", "7")]
    public async Task A_header_of_the_api_is_refused_on_routes_that_do_not_use_it(string header, string value)
    {
        foreach (HttpRequestMessage request in (HttpRequestMessage[])[
            new(HttpMethod.Post, "/v1/jobs") { Content = Answers.Json("{}") },
            new(HttpMethod.Post, $"/v1/jobs/{_job}/items") { Content = Answers.Files(("a.jpg", Photo)) }])
        {
            using HttpResponseMessage answer = await _http.SendAsync(request.With(header, value));

            ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
            Assert.Contains($"'{header}'", problem.Detail, StringComparison.Ordinal);
            request.Dispose();
        }
    }

    [Theory]
    [InlineData("/v1/optimize")]
    [InlineData("/v1/jobs")]
    [InlineData("/v1/jobs/{job}/items")]
    public async Task An_encoded_body_is_refused_with_accept_encoding(string address)
    {
        using ByteArrayContent body = Answers.Bytes(Photo, "application/json");
        body.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage answer = await _http.PostAsync(address.Replace("{job}", _job, StringComparison.Ordinal), body);

        await answer.AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, ProblemCodes.UnsupportedMediaType);
        Assert.Equal("identity", answer.Header("Accept-Encoding"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_field_of_a_form_that_is_an_option_is_honoured_before_the_file_and_after_it(bool before)
    {
        using MultipartFormDataContent form = [];
        StringContent options = new("""{"quality":70,"metadata":"rights"}""");
        if (before) form.Add(options, "options");
        form.Add(new ByteArrayContent(Photo), "file", "a.jpg");
        if (!before) form.Add(options, "options");
        form.Add(new StringContent("glossy"), "mode");
        form.Add(new StringContent("true"), "baseline");

        using HttpResponseMessage answer = await _http.PostAsync("/v1/optimize", form);

        JobView? job = await _http.GetFromJsonAsync($"/v1/jobs/{answer.Header(OptimizeHeaders.Job)}", ApiJson.Default.JobView);
        Assert.Equal(
            new ReductionRequest { Mode = ReductionMode.Glossy, Quality = 70, Metadata = MetadataPolicy.Rights, Baseline = true },
            job!.Options);
    }

    [Theory]
    [InlineData("mode", "tiny", "", "'mode'")]
    [InlineData("mode", "glossy", "?mode=lossy", "'mode'")]
    [InlineData("qualty", "70", "", "'quality'")]
    [InlineData("options", """{"mod":"glossy"}""", "", "'mod'")]
    public async Task A_wrong_field_of_a_form_is_named_and_its_file_is_not_kept(string field, string value, string query, string named)
    {
        string[] files = node.Files();
        using MultipartFormDataContent form =
            new() { { new ByteArrayContent(Photo), "file", "a.jpg" }, { new StringContent(value), field } };

        using HttpResponseMessage answer = await _http.PostAsync($"/v1/optimize{query}", form);

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
        Assert.Equal(files.Order(), node.Files().Order());
    }

    [Fact]
    public async Task A_second_file_is_refused_where_one_is_expected_and_neither_is_kept()
    {
        string[] files = node.Files();

        using HttpResponseMessage answer = await _http.PostAsync("/v1/optimize", Answers.Files(("a.jpg", Photo), ("b.jpg", Photo)));

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains("Part 2", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(files.Order(), node.Files().Order());
    }

    [Theory]
    [InlineData("mode", "belongs to the job")]
    [InlineData("options", "belongs to the job")]
    [InlineData("comment", "only files")]
    public async Task A_field_among_the_files_of_a_job_is_refused_and_none_of_them_is_kept(string field, string said)
    {
        using MultipartFormDataContent form =
            new() { { new ByteArrayContent(Photo), "file", "a.jpg" }, { new StringContent("glossy"), field } };

        using HttpResponseMessage answer = await _http.PostAsync($"/v1/jobs/{_job}/items", form);

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains("Part 2", problem.Detail, StringComparison.Ordinal);
        Assert.Contains(said, problem.Detail, StringComparison.Ordinal);
        Assert.Empty(node.FilesOf(_job));
        Assert.Equal(0, (await _client.WatchAsync(_job, since: -1)).Counts.Total);
    }

    [Fact]
    public async Task A_part_that_cannot_be_read_refuses_the_request_and_no_part_is_dropped()
    {
        byte[] form = Encoding.ASCII.GetBytes(
            "--cut\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.jpg\"\r\n\r\nx\r\n--cut\r\nContent-Disposition: "
                + "form-data; filename=\"b.jpg\"\r\n\r\ny\r\n--cut--\r\n");

        using HttpResponseMessage answer =
            await _http.PostAsync($"/v1/jobs/{_job}/items", Answers.Bytes(form, "multipart/form-data; boundary=cut"));

        ProblemView problem = await answer.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains("Part 2", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(0, (await _client.WatchAsync(_job, since: -1)).Counts.Total);
    }

    [Theory]
    [InlineData("multipart/form-data", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data; boundary=", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data; boundary=a; boundary=b", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data; boundary=a(b", HttpStatusCode.BadRequest)]
    [InlineData("multipart/mixed; boundary=a", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_form_whose_content_type_cannot_be_read_is_not_treated_as_an_image(string type, HttpStatusCode status)
    {
        using ByteArrayContent body = new(Photo);
        body.Headers.TryAddWithoutValidation("Content-Type", type);

        using HttpResponseMessage answer = await _http.PostAsync("/v1/optimize", body);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_client_reference_is_returned_unchanged_or_refused()
    {
        using HttpRequestMessage raw = new(HttpMethod.Post, "/v1/optimize") { Content = Answers.Bytes(Photo) };
        using HttpResponseMessage taken = await _http.SendAsync(raw.With("X-Client-Ref", new string('r', 200)));
        using HttpResponseMessage refused = await _http.PostAsync(
            $"/v1/jobs/{_job}/items",
            Answers.Json($$"""{"inputs":[{"url":"http://10.0.0.1/a.jpg","clientRef":"{{new string('r', 201)}}"}]}"""));

        ManifestItem? item =
            await _http.GetFromJsonAsync($"/v1/jobs/{taken.Header(OptimizeHeaders.Job)}/files/0", ApiJson.Default.ManifestItem);
        Assert.Equal(new string('r', 200), item!.ClientRef);
        ProblemView problem = await refused.AssertProblemAsync(HttpStatusCode.BadRequest, ProblemCodes.InvalidRequest);
        Assert.Contains("'inputs[0].clientRef'", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_preferences_are_ignored()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/optimize") { Content = Answers.Bytes(Photo) };

        using HttpResponseMessage answer = await _http.SendAsync(request.With("Prefer", "no-respond-async, handling=lenient"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
