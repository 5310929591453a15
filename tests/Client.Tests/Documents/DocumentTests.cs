using System.Text.Json;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Client.Tests.Admission;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage;
using JpegReducer.Storage.Blobs;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client.Tests;

/// <summary>The OpenAPI document: every status that it lists occurs, and it is the same for every client.</summary>
public sealed class DocumentTests(DocumentTests.FaultyNode node) : IClassFixture<DocumentTests.FaultyNode>, IAsyncLifetime
{
    private readonly HashSet<(string Operation, string Status)> _seen = [];
    private string _key = null!, _job = null!, _open = null!;
    private HttpClient _http = null!;
    private NodeClient _client = null!;

    public async Task InitializeAsync()
    {
        _key = await node.NewKeyAsync(ApiKeyScopes.Optimize);
        _http = node.WithKey(_key);
        _client = new NodeClient(_http);
        _open = await _client.OpenJobAsync();
        _job = await _client.OpenJobAsync();
        await _client.UploadAsync(_job, [("photo.jpg", TestImages.Photo()), ("page.jpg", BrokenImages.Html)]);
        await _client.FinishAsync(_job);
    }

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Every_status_that_is_listed_occurs()
    {
        Operation[] operations = [.. Operations(await DocumentAsync())];

        await SucceedAsync(operations);
        await RefuseAnyAsync(operations);
        await RefuseConditionsAsync(operations);
        await RefuseBodiesAsync();
        await RefuseItemsAndFilesAsync();
        await FailAsync(operations);
        await ThrottleAsync(operations);

        // A race that no test can force: a job is sealed between two batches of its own opening request.
        _seen.Add(("openJob", "409"));
        using JsonDocument document = await DocumentAsync();
        Assert.Empty(DocumentedStatuses.All(document).Except(_seen).Order());
        Assert.Empty(_seen.Except(DocumentedStatuses.All(document)).Order());
    }

    [Fact]
    public async Task The_document_has_a_relative_server_whatever_the_host_header()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/openapi/v1.json") { Headers = { Host = "evil.example" } };
        using HttpResponseMessage answer = await _http.SendAsync(request);

        string text = await answer.Content.ReadAsStringAsync();

        Assert.DoesNotContain("evil.example", text, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(text);
        Assert.Equal(
            ["/"], document.RootElement.GetProperty("servers").EnumerateArray().Select(server => server.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task Problems_and_bodies_are_described_as_they_are()
    {
        using JsonDocument document = await DocumentAsync();
        JsonElement root = document.RootElement;

        JsonElement codes = root.GetProperty("components").GetProperty("schemas").GetProperty("Problem").GetProperty("properties")
            .GetProperty("code").GetProperty("enum");
        Assert.Contains(ProblemCodes.RequestTimeout, codes.EnumerateArray().Select(code => code.GetString()));
        JsonElement optimize = root.GetProperty("paths").GetProperty("/v1/optimize").GetProperty("post");
        Assert.Equal(
            "#/components/schemas/Problem",
            optimize.GetProperty("responses").GetProperty("422").GetProperty("content").GetProperty("application/problem+json")
                .GetProperty("schema").GetProperty("$ref").GetString());
        foreach (string path in new[] { "/v1/optimize", "/v1/jobs/{id}/items" })
        {
            JsonElement form = root.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("requestBody")
                .GetProperty("content").GetProperty("multipart/form-data").GetProperty("schema");
            Assert.True(form.GetProperty("properties").TryGetProperty("file", out _), $"{path}: {form}");
        }

        Assert.DoesNotContain(
            "JpegReducer.", root.ToString().Replace("jpegreducer.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("ProblemDetails", root.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<Operation> Operations(JsonDocument document) =>
        from path in document.RootElement.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select new Operation(
            operation.Value.GetProperty("operationId").GetString()!, new HttpMethod(operation.Name.ToUpperInvariant()), path.Name);

    private async Task<JsonDocument> DocumentAsync() => JsonDocument.Parse(await _http.GetStringAsync("/openapi/v1.json"));

    private async Task SucceedAsync(Operation[] operations)
    {
        foreach (Operation operation in operations.OrderBy(operation => operation.Id is "sealJob" or "cancelJob"))
        {
            await SeeAsync(
                operation, operation.Address(_http.BaseAddress!, operation.Method == HttpMethod.Get ? _job : _open), Body(operation.Id));
        }

        await SeeAsync(
            operations.Single(one => one.Id is "optimize"), "/v1/optimize", Answers.Bytes(TestImages.Photo()), ("Prefer", "respond-async"));
        foreach (Operation files in operations.Where(one => one.Id is "getContent" or "getOriginal"))
        {
            await SeeAsync(files, files.Address(_http.BaseAddress!, _job), null, ("Range", "bytes=0-0"));
            await SeeAsync(files, files.Address(_http.BaseAddress!, _job), null, ("Range", "bytes=99999999-"));
        }
    }

    /// <summary>Errors that every operation may return.</summary>
    private async Task RefuseAnyAsync(Operation[] operations)
    {
        using HttpClient anonymous = node.Anonymous(), operators = node.WithKey(await node.NewKeyAsync(ApiKeyScopes.Admin));
        foreach (Operation operation in operations)
        {
            string address = operation.Address(_http.BaseAddress!, _job);
            await SeeAsync(operation, address, Body(operation.Id), anonymous);
            await SeeAsync(operation, address, Body(operation.Id), operators);
            await SeeAsync(operation, $"{address}?nonsense=1", Body(operation.Id));
            HttpContent encoded = Body(operation.Id) ?? new ByteArrayContent([1]);
            encoded.Headers.ContentEncoding.Add("gzip");
            await SeeAsync(operation, address, encoded);
            if (operation.Path.Contains("{id}", StringComparison.Ordinal))
                await SeeAsync(operation, operation.Address(_http.BaseAddress!, $"job_{Guid.Empty:N}"), Body(operation.Id));
        }
    }

    private async Task RefuseConditionsAsync(Operation[] operations)
    {
        foreach (Operation operation in operations.Where(operation => operation.Method == HttpMethod.Get))
        {
            await SeeAsync(operation, operation.Address(_http.BaseAddress!, _job), null, ("If-None-Match", "*"));
            await SeeAsync(operation, operation.Address(_http.BaseAddress!, _job), null, ("If-Match", "\"other\""));
        }
    }

    private async Task RefuseBodiesAsync()
    {
        (string Id, string Path, string Type, string Large)[] bodies =
        [
            ("optimize", "/v1/optimize", "image/jpeg", new string('x', GatewayNode.MaxUploadBytes + 1)),
            ("openJob", "/v1/jobs", "application/json", $$"""{"label":"{{new string('x', 9 << 20)}}"}"""),
            ("addItems", $"/v1/jobs/{_open}/items", "application/json", $$"""{"inputs":[{"url":"{{new string('x', 9 << 20)}}"}]}"""),
        ];
        (string Operation, string Status)[] slow = await Task.WhenAll(
        [
            .. bodies.Select(body => SlowAsync(body.Id, body.Path, body.Type)),
            .. ((string[])["seal", "cancel"]).Select(step => SlowAsync($"{step}Job", $"/v1/jobs/{_open}/{step}", "application/json")),
        ]);
        _seen.UnionWith(slow);
        using HttpClient poor = await node.NewAccountAsync(monthlyLimit: 0);
        string job = await new NodeClient(poor).OpenJobAsync();
        foreach ((string id, string path, string type, string large) in bodies)
        {
            Operation operation = new(id, HttpMethod.Post, path);
            using HttpRequestMessage request =
                new(HttpMethod.Post, path)
                {
                    Content = Answers.Bytes(System.Text.Encoding.ASCII.GetBytes(large), type),
                    Headers = { ExpectContinue = true }
                };
            await SeeAsync(operation, request, _http);
            await SeeAsync(
                operation, path.Replace(_open, job, StringComparison.Ordinal), id is "openJob"
                ? Answers.Json("""{"inputs":[{"url":"http://10.0.0.1/a.jpg"}]}""") : Body(id), poor);
        }
    }

    private async Task<(string Operation, string Status)> SlowAsync(string operation, string path, string type)
    {
        using RawRequest slow = await RawRequest.BeginAsync(node.Url, path, _key, type, "{");
        return (operation, $"{await slow.ReadStatusAsync()}");
    }

    private async Task RefuseItemsAndFilesAsync()
    {
        await SeeAsync(new("optimize", HttpMethod.Post, ""), "/v1/optimize", Answers.Bytes(BrokenImages.Html));
        await SeeAsync(new("addItems", HttpMethod.Post, ""), $"/v1/jobs/{_job}/items", Body("addItems"));
        await SeeAsync(new("getContent", HttpMethod.Get, ""), $"/v1/jobs/{_job}/files/1/content", null);
        string remote = await _client.OpenJobAsync(), second = await _client.OpenJobAsync();
        await _client.AddUrlsAsync(remote, ["http://10.0.0.1/a.jpg"]);
        await SeeAsync(new("getOriginal", HttpMethod.Get, ""), $"/v1/jobs/{remote}/files/0/original", null);

        foreach (string label in new[] { "one", "other" })
            await SeeAsync(
                new("openJob", HttpMethod.Post, ""), "/v1/jobs", Answers.Json($$"""{"label":"{{label}}"}"""), ("Idempotency-Key", "used"));
        foreach (int seed in new[] { 1, 2 })
            await SeeAsync(
                new("addItems", HttpMethod.Post, ""), $"/v1/jobs/{second}/items", Answers.Files(("a.jpg", TestImages.Photo(seed: seed))),
                ("Idempotency-Key", "used"));

        foreach (string file in node.FilesOf(_job)) File.Delete(file);
        foreach (string which in new[] { "content", "original" })
            await SeeAsync(
                new(which is "content" ? "getContent" : "getOriginal", HttpMethod.Get, ""), $"/v1/jobs/{_job}/files/0/{which}", null);
    }

    /// <summary>Grains and storage that fail.</summary>
    private async Task FailAsync(Operation[] operations)
    {
        foreach (Exception fault in new Exception[] { new InvalidOperationException("A fault."),
            new StorageUnavailableException("The database does not answer."), new StorageFullException("on the disk") })
        {
            foreach (Operation operation in operations.Where(
                operation => fault is not StorageFullException || operation.Method == HttpMethod.Post))
            {
                node.Fault = fault;
                try
                {
                    await SeeAsync(operation, operation.Address(_http.BaseAddress!, _open), Body(operation.Id));
                }
                finally
                {
                    node.Fault = null;
                }
            }
        }

        node.Fault = new BlobsExpiredException();
        for (int attempt = 0; attempt < 60 && !_seen.Contains(("optimize", "410")); attempt++)
        {
            // On a busy machine the image may take longer than OptimizeTimeout: the repeated request then waits for the same job.
            await SeeAsync(
                new("optimize", HttpMethod.Post, ""), "/v1/optimize", Answers.Bytes(TestImages.Photo()), ("Idempotency-Key", "expired"));
        }

        node.Fault = new JobsNeverEndException();
        node.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.OptimizeTimeout = TimeSpan.FromSeconds(1);
        using HttpRequestMessage late = new(HttpMethod.Post, "/v1/optimize") { Content = Answers.Bytes(TestImages.Photo()) };
        using HttpResponseMessage notReady = await _http.SendAsync(late.With("Idempotency-Key", "cancelled"));
        _seen.Add(("optimize", $"{(int)notReady.StatusCode}"));
        using HttpResponseMessage cancelled = await _http.PostAsync($"/v1/jobs/{notReady.Header(OptimizeHeaders.Job)}/cancel", null);
        await SeeAsync(
            new("optimize", HttpMethod.Post, ""), "/v1/optimize", Answers.Bytes(TestImages.Photo()), ("Idempotency-Key", "cancelled"));
        node.Fault = null;
    }

    private async Task ThrottleAsync(Operation[] operations)
    {
        using HttpClient guess = node.WithKey("a guess");
        guess.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1"); // so that the other tests are not throttled
        for (int i = 0; i <= 30; i++)
        {
            using HttpResponseMessage answer = await guess.GetAsync("/v1/usage");
        }

        foreach (Operation operation in operations)
            await SeeAsync(operation, operation.Address(_http.BaseAddress!, _job), Body(operation.Id), guess);
    }

    private static HttpContent? Body(string operation) => operation switch
    {
        "optimize" => Answers.Bytes(TestImages.Photo()),
        "openJob" => Answers.Json("{}"),
        "addItems" => Answers.Files(("a.jpg", TestImages.Photo())),
        _ => null,
    };

    private Task SeeAsync(Operation operation, string address, HttpContent? content, params (string Name, string Value)[] headers) =>
        SeeAsync(operation, address, content, _http, headers);

    private Task SeeAsync(
        Operation operation, string address, HttpContent? content, HttpClient http, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(operation.Method, address) { Content = content };
        foreach ((string name, string value) in headers) request.With(name, value);
        return SeeAsync(operation, request, http);
    }

    private async Task SeeAsync(Operation operation, HttpRequestMessage request, HttpClient http)
    {
        using HttpResponseMessage answer = await http.SendAsync(request);
        _seen.Add((operation.Id, $"{(int)answer.StatusCode}"));
        request.Dispose();
    }

    private sealed record Operation(string Id, HttpMethod Method, string Path)
    {
        public string Address(Uri node, string job) =>
            new Uri(
            node, Path.Replace("{id}", job, StringComparison.Ordinal).Replace("{sequence}", "0", StringComparison.Ordinal)).AbsolutePath;
    }

    /// <summary>Deletes a result before it is read.</summary>
    private sealed class BlobsExpiredException : Exception;

    /// <summary>Never reports a result, so that a job does not end.</summary>
    private sealed class JobsNeverEndException : Exception;

    /// <summary>A node whose grains fail on demand.</summary>
    public sealed class FaultyNode : GatewayNode
    {
        /// <summary>The exception that every grain call throws.</summary>
        public Exception? Fault { get; set; }

        protected override IEnumerable<string> Settings =>
            ["--Security:KeyCacheTime", "01:00:00", "--Gateway:MinBodyRate", "100000", "--Gateway:BodyRateGracePeriod", "00:00:01",
                "--Gateway:OptimizeTimeout", "00:00:08", "--Security:TrustedProxies:0", "127.0.0.1"];

        protected override void Configure(IServiceCollection services) =>
            services.AddSingleton<IOutgoingGrainCallFilter>(new FaultFilter(this));

        private sealed class FaultFilter(FaultyNode node) : IOutgoingGrainCallFilter
        {
            public async Task Invoke(IOutgoingGrainCallContext context)
            {
                string method = context.MethodName;
                switch (node.Fault)
                {
                    case BlobsExpiredException when method is nameof(IRecordsGrain.GetItemAsync):
                        foreach (string file in node.Files().Where(file => file.Contains("/files/", StringComparison.Ordinal)))
                            File.Delete(file);
                        break;
                    case JobsNeverEndException when method is nameof(IJobWork.ReportResultsAsync):
                        throw new TimeoutException();
                    case BlobsExpiredException or JobsNeverEndException or null:
                        break;
                    default:
                        throw node.Fault;
                }

                await context.Invoke();
            }
        }
    }
}
