using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using JpegReducer.ApiContracts;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace JpegReducer.Client.Api.Native.Document;

/// <summary>The responses of operations beside their own: every status that occurs, and the schema of problems.</summary>
internal static class ApiResponses
{
    private const string ProblemType = "application/problem+json";
    private const string ProblemSchema = "Problem";

    /// <summary>Of every request: unknown parameters, authentication, an encoded body, throttling, failures.</summary>
    private static readonly int[] OfAll = [400, 401, 403, 415, 429, 500, 503];

    /// <summary>Of conditional requests.</summary>
    private static readonly int[] OfGet = [304, 412];

    /// <summary>Of requests whose body is read and kept.</summary>
    private static readonly int[] OfBodies = [402, 408, 413, 422, 507];

    private static readonly Dictionary<string, int[]> OfOperations = new()
    {
        ["optimize"] = [.. OfBodies, 409, 410, 504],
        ["openJob"] = [.. OfBodies, 409],
        ["addItems"] = [.. OfBodies, 404, 409],
        ["sealJob"] = [404, 408, 507],
        ["cancelJob"] = [404, 408, 507],
        ["listJobs"] = OfGet,
        ["getJob"] = [.. OfGet, 404],
        ["getManifest"] = [.. OfGet, 404],
        ["getFile"] = [.. OfGet, 404],
        ["getContent"] = [.. OfGet, 206, 404, 409, 410, 416],
        ["getOriginal"] = [.. OfGet, 206, 404, 409, 410, 416],
        ["getUsage"] = OfGet,
        ["getNode"] = OfGet,
    };

    /// <summary>Completes the document.</summary>
    public static void Complete(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.AddComponent(ProblemSchema, DescribeProblem());
        foreach (OpenApiOperation operation in document.Paths.Values.SelectMany(
            path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>()))
        {
            operation.Responses ??= [];
            foreach (int status in OfAll.Concat(OfOperations[operation.OperationId!]))
            {
                string code = status.ToString(CultureInfo.InvariantCulture);
                if (status >= 400) operation.Responses[code] = Problem(status, document);
                else operation.Responses.TryAdd(code, new OpenApiResponse { Description = ReasonPhrases.GetReasonPhrase(status) });
            }
        }
    }

    private static OpenApiResponse Problem(int status, OpenApiDocument document) => new()
    {
        Description = ReasonPhrases.GetReasonPhrase(status),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [ProblemType] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, document) },
        },
    };

    private static OpenApiSchema DescribeProblem()
    {
        IEnumerable<string> codes = typeof(ProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "A problem (RFC 9457).",
            Required = new HashSet<string> { "type", "title", "status", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("A URI whose last segment is the code."),
                ["title"] = Text("The kind of problem, in a few words."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
                ["detail"] = Text("What is wrong with this request and what to do."),
                ["code"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. codes.Select(code => JsonValue.Create(code))],
                    Description = "The kind of problem; stable.",
                },
                ["traceId"] = Text("The trace of the request in the log."),
                ["reason"] = Text("Why an image was not reduced; of 'image-refused' and 'no-content'."),
                ["job"] = Text("The job to poll; of 'not-ready'."),
                ["accepted"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.Object },
                    Description =
                        "The items of the request that were added before the problem occurred, as a response of 'addItems' lists them.",
                },
                ["remaining"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Description = "How many more images may be charged this month; of 'quota-exceeded'.",
                },
            },
        };
    }
}
