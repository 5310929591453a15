using System.Text.Json;
using JpegReducer.Hosting.Security;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Tests.Dialects;

/// <summary>The key in the query or in the JSON body.</summary>
internal sealed class CompatKeys : IApiKeySource
{
    public IReadOnlyList<string> Challenges => [];

    public async ValueTask<string?> FindAsync(HttpRequest request)
    {
        if (request.Query["key"] is [{ } key]) return key;
        if (!request.HasJsonContentType()) return null;

        request.EnableBuffering();
        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            return body.RootElement.TryGetProperty("key", out JsonElement member) ? member.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            request.Body.Position = 0;
        }
    }
}
