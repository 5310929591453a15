using System.Text.Json.Nodes;
using JpegReducer.Client.Api.Native.Requests;
using JpegReducer.Client.Conditional;
using JpegReducer.Hosting.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace JpegReducer.Client.Api.Native.Document;

/// <summary>The description of the API: <c>/openapi/v1.json</c>, and a page at <c>/scalar</c> to read and try it.</summary>
internal static class ApiDocument
{
    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) is true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "JpegReducer";
            document.Info.Version = NodeIdentity.Version;
            document.Info.Description = "Reduces images without a visible difference.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [ApiKeyScheme.Name] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "An API key.",
                },
            };
            document.Servers = [new OpenApiServer { Url = "/" }]; // relative to the document, whatever the Host header is
            ApiResponses.Complete(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
            {
                operation.Security =
                    [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKeyScheme.Name, context.Document)] = [] }];
            }

            return Task.CompletedTask;
        });
    });

    /// <summary>
    /// Describes a body that is an image, in the document only: <c>Accepts</c> would also refuse bodies without a Content-Type, or with the
    /// default of an HTTP library.
    /// </summary>
    public static TBuilder WithImageBody<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            OpenApiSchema binary = new() { Type = JsonSchemaType.String, Format = "binary" };
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/octet-stream"] = new() { Schema = binary },
                    ["multipart/form-data"] = new()
                    {
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Object,
                            Required = new HashSet<string> { "file" },
                            Properties = new Dictionary<string, IOpenApiSchema>
                            {
                                ["file"] = binary,
                                [RequestOptions.JsonField] = new OpenApiSchema
                                {
                                    Type = JsonSchemaType.String,
                                    Description = "Options as JSON; each may also be a field of its own.",
                                },
                            },
                        },
                    },
                },
            };
            return Task.CompletedTask;
        });

    /// <summary>Describes a form of files, beside the other bodies that an operation takes.</summary>
    public static TBuilder WithFilesBody<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            OpenApiSchema file = new() { Type = JsonSchemaType.String, Format = "binary" };
            OpenApiSchema files = new() { Type = JsonSchemaType.Array, Items = file };
            operation.RequestBody!.Content!["multipart/form-data"] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "file" },
                    Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = files },
                },
            };
            return Task.CompletedTask;
        });

    /// <summary>Accepts the options of a reduction in the query, and describes them.</summary>
    public static RouteHandlerBuilder WithReductionOptions(this RouteHandlerBuilder endpoint) =>
        endpoint.WithOptionsInQuery().AddOpenApiOperationTransformer((operation, _, _) =>
    {
        operation.Parameters ??= [];
        foreach ((string name, Type type) in RequestOptions.Known)
        {
            OpenApiParameter parameter = new() { Name = name, In = ParameterLocation.Query, Schema = SchemaOf(type) };
            if (StrictJson.ElementOf(type) is not null) (parameter.Style, parameter.Explode) = (ParameterStyle.Form, false); // separated by commas
            operation.Parameters.Add(parameter);
        }

        return Task.CompletedTask;
    });

    private static OpenApiSchema SchemaOf(Type type) => type switch
    {
        _ when type == typeof(bool) => new() { Type = JsonSchemaType.Boolean },
        _ when type == typeof(int) => new() { Type = JsonSchemaType.Integer },
        _ when StrictJson.ElementOf(type) is { } element => new() { Type = JsonSchemaType.Array, Items = SchemaOf(element) },
        _ => new() { Type = JsonSchemaType.String, Enum = [.. StrictJson.NamesOf(type).Select(name => JsonValue.Create(name))] },
    };

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi().WithEntityTag();

        // The page loads nothing from third parties: no fonts, telemetry or assistants.
        app.MapScalarApiReference("/scalar", scalar => scalar
            .WithTitle("JpegReducer API")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools()
            .HideClientButton());
    }
}
