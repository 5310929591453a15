using System.Collections.Concurrent;
using System.Reflection;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Api.Native.Problems;
using JpegReducer.Client.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;

namespace JpegReducer.Client.Api.Native.Requests;

/// <summary>
/// Refuses what a route would ignore: unknown parameters of the query, headers that belong to other routes, and encoded bodies.
/// </summary>
internal static class RequestParameters
{
    private static readonly string[] OwnHeaders = [RequestOptions.Header, FileNameHeader, FormParts.ClientRefHeader];
    private static readonly ConcurrentDictionary<Endpoint, Accepted> Known = [];

    /// <summary>The header that names the file of a raw body.</summary>
    public const string FileNameHeader = "X-File-Name";

    /// <summary>Marks a route that takes the options of <see cref="RequestOptions"/> in its query.</summary>
    public static TBuilder WithOptionsInQuery<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new OptionsInQuery());

    /// <summary>Marks routes whose requests are checked.</summary>
    public static TBuilder WithStrictParameters<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new StrictParameters());

    /// <summary>Checks the requests of marked routes, after routing and authorization.</summary>
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<StrictParameters>() is null) return next(context);
        return Find(context.Request, Known.GetOrAdd(endpoint, Accepted.Of)) is { } problem ? problem.ExecuteAsync(context) : next(context);
    }

    private static ProblemHttpResult? Find(HttpRequest request, Accepted accepted)
    {
        foreach ((string name, StringValues values) in request.Query)
        {
            if (!accepted.Query.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                string hint = accepted.Query.Count == 0 ? " This address takes no parameters." : NearestName.Hint(name, accepted.Query);
                return NativeProblem.Of(ProblemCodes.InvalidRequest, $"The parameter '{name}' is unknown.{hint}");
            }

            if (values.Distinct().Count() > 1)
                return NativeProblem.Of(ProblemCodes.InvalidRequest, $"'{name}' is in the query with different values. Set it once.");
        }

        foreach (string header in OwnHeaders)
        {
            if (request.Headers.ContainsKey(header) && !accepted.Headers.Contains(header, StringComparer.OrdinalIgnoreCase))
            {
                return NativeProblem.Of(
                    ProblemCodes.InvalidRequest,
                    $"The header '{header}' has no meaning at this address. The options of a job are set when it is opened; names and "
                        + "references belong to the parts of a form.");
            }
        }

        bool isEncoded =
            request.Headers.ContentEncoding.Any(coding => !string.Equals(coding, "identity", StringComparison.OrdinalIgnoreCase));
        if (!isEncoded) return null;

        request.HttpContext.Response.Headers.AcceptEncoding = "identity"; // RFC 9110, 15.5.16
        return NativeProblem.Of(
            ProblemCodes.UnsupportedMediaType, "The body has a Content-Encoding, which is not supported. Send its bytes as they are.");
    }

    /// <summary>The parameters and headers of a route, read from those of its handler.</summary>
    private sealed record Accepted(IReadOnlyList<string> Query, IReadOnlyList<string> Headers)
    {
        public static Accepted Of(Endpoint endpoint)
        {
            ParameterInfo[] parameters = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
            List<string> query =
                [.. parameters.Where(parameter => Attribute<IFromQueryMetadata>(parameter) is not null)
                .Select(parameter => Attribute<IFromQueryMetadata>(parameter)!.Name ?? parameter.Name!)];
            if (endpoint.Metadata.GetMetadata<OptionsInQuery>() is not null)
                query.AddRange(RequestOptions.Known.Select(option => option.Name));
            return new Accepted(
                query, [.. parameters.Select(parameter => Attribute<IFromHeaderMetadata>(parameter)?.Name).OfType<string>()]);
        }

        private static T? Attribute<T>(ParameterInfo parameter)
            where T : class => parameter.GetCustomAttributes(inherit: false).OfType<T>().FirstOrDefault();
    }

    private sealed class OptionsInQuery;

    private sealed class StrictParameters;
}
