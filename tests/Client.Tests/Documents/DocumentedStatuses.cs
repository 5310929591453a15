using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Tests;

/// <summary>
/// Breaks every response of the API whose status its document does not list for the operation, so that the test that caused it fails: what
/// the tests see is documented.
/// </summary>
internal sealed class DocumentedStatuses : IStartupFilter
{
    private HashSet<(string Operation, string Status)>? _documented;

    /// <summary>Reads the document of the node.</summary>
    public void Read(string document)
    {
        using JsonDocument json = JsonDocument.Parse(document);
        _documented = [.. All(json)];
    }

    /// <summary>Operations by their ids, with each of their statuses.</summary>
    public static IEnumerable<(string Operation, string Status)> All(JsonDocument document) =>
        from path in document.RootElement.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        from response in operation.Value.GetProperty("responses").EnumerateObject()
        select (operation.Value.GetProperty("operationId").GetString()!, response.Name);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((HttpContext context, RequestDelegate go) =>
        {
            context.Response.OnStarting(() => CheckAsync(context));
            return go(context);
        });
        next(app);
    };

    private Task CheckAsync(HttpContext context)
    {
        Endpoint? endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        if (_documented is null || endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is not { } operation)
            return Task.CompletedTask;

        string status = context.Response.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return _documented.Contains((operation, status)) ? Task.CompletedTask
            : throw new InvalidOperationException($"{operation} answered {status}, which the document does not list.");
    }
}
