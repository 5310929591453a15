using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using JpegReducer.ApiContracts;

namespace JpegReducer.Client.Tests;

/// <summary>Assertions on responses, and bodies of requests.</summary>
internal static class Answers
{
    /// <summary>Asserts that a response is a problem (RFC 9457) with its stable type, and returns the problem.</summary>
    public static async Task<ProblemView> AssertProblemAsync(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode} in place of {(int)status}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);

        ProblemView problem = System.Text.Json.JsonSerializer.Deserialize(body, ApiJson.Default.ProblemView)!;
        Assert.Equal((code, $"https://jpegreducer.org/problems/{code}", (int)status), (problem.Code, problem.Type, problem.Status));
        Assert.False(string.IsNullOrWhiteSpace(problem.Title));
        Assert.False(string.IsNullOrWhiteSpace(problem.Detail));
        Assert.NotNull(problem.TraceId);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        return problem;
    }

    /// <summary>Reads the body of a successful response.</summary>
    public static async Task<T> ReadAsync<T>(this HttpResponseMessage answer, JsonTypeInfo<T> type)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync(type))!;
    }

    /// <summary>The value of a header that occurs once.</summary>
    public static string Header(this HttpResponseMessage answer, string name)
    {
        Assert.True(answer.Headers.Contains(name), $"No {name} in {answer}: {answer.Content.ReadAsStringAsync().Result}");
        return answer.Headers.GetValues(name).Single();
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static ByteArrayContent Bytes(byte[] content, string type = "application/octet-stream") =>
        new(content) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    public static MultipartFormDataContent Files(params IEnumerable<(string Name, byte[] Bytes)> files)
    {
        MultipartFormDataContent form = [];
        foreach ((string name, byte[] bytes) in files) form.Add(new ByteArrayContent(bytes), "file", name);
        return form;
    }

    public static HttpRequestMessage With(this HttpRequestMessage request, string header, string value)
    {
        request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }
}
