using System.Diagnostics;
using System.Security.Claims;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Api.Native.Problems;
using JpegReducer.Client.Conditional;
using JpegReducer.Client.Jobs;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Api.Native;

/// <summary><c>/v1/jobs/{id}/files/{sequence}</c>: the source and the result of one item, until they expire.</summary>
internal static class FilesApi
{
    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder files = routes.MapGroup("/jobs/{id}/files/{sequence:int}").WithTags("Files");
        files.MapGet("", GetAsync).WithName("getFile").WithSummary("Returns the state of one item, as its row of the manifest has it.")
            .WithEntityTag();
        files.MapGet("content", GetContentAsync).WithName("getContent")
            .WithSummary("Downloads an output: the reduced file, or the source where that was kept.")
            .WithDescription(
                "output=webp downloads the WebP beside the main output. With Range, If-Range, If-Match and If-None-Match; the entity tag is "
                    + "the SHA-256 of the content.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg", "image/png", "image/gif", "image/webp");
        files.MapGet("original", GetOriginalAsync).WithName("getOriginal").WithSummary("Downloads the source.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg", "image/png", "image/gif", "image/webp");
    }

    internal static async Task<Results<Ok<ManifestItem>, ProblemHttpResult>> GetAsync(
        JobId id, int sequence, ClaimsPrincipal user, AccountJobs jobs, CancellationToken cancellationToken) =>
        await jobs.FindItemAsync(ApiKeyScheme.AccountOf(user), id, sequence, cancellationToken) is { } item
            ? TypedResults.Ok(NativeMapper.View(id, item))
            : NativeProblem.NoSuchItem();

    internal static async Task<IResult> GetContentAsync(
        JobId id, int sequence, [FromQuery] string? output, ClaimsPrincipal user, JobFiles files, CancellationToken cancellationToken)
    {
        string name = output ?? OutputNames.Main;
        if (name is not (OutputNames.Main or OutputNames.WebP))
            return NativeProblem.Invalid($"'output' is one of {OutputNames.Main}, {OutputNames.WebP}.");

        return Respond(
            await files.OpenOutputAsync(ApiKeyScheme.AccountOf(user), id, sequence, name, cancellationToken),
            item => item.State is Interfaces.Jobs.ItemState.Pending ? "The item has not ended yet."
                : name == OutputNames.Main ? "The item ended without a result." : $"The item ended without the output '{name}'.",
            item => item.Find(name)?.Reason ?? item.Reason);
    }

    internal static async Task<IResult> GetOriginalAsync(
        JobId id, int sequence, ClaimsPrincipal user, JobFiles files, CancellationToken cancellationToken) =>
        Respond(
            await files.OpenSourceAsync(ApiKeyScheme.AccountOf(user), id, sequence, cancellationToken),
            _ => "The source has not been fetched.",
            item => item.Reason);

    private static IResult Respond(JobFile file, Func<ItemResult, string> whyMissing, Func<ItemResult, string?> reason) => file switch
    {
        JobFile.Opened(var stored, var content, var mediaType, var name) => new FileResponse(stored, content, mediaType, name),
        JobFile.Missing(var item) => NativeProblem.Of(ProblemCodes.NoContent, whyMissing(item), ("reason", reason(item))),
        JobFile.Expired(var at) => NativeProblem.Of(ProblemCodes.Expired, $"The file expired at {at:u} and was deleted."),
        JobFile.NotFound => NativeProblem.NoSuchItem(),
        _ => throw new UnreachableException(),
    };
}
