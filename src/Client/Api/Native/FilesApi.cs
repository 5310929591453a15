using System.Security.Claims;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Conditional;
using JpegReducer.Client.Problems;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Api.Native;

/// <summary><c>/v1/jobs/{id}/files/{sequence}</c>: what came in and what goes out, while its time lasts.</summary>
internal static class FilesApi
{
    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder files = routes.MapGroup("/v1/jobs/{id}/files/{sequence:int}").WithTags("Files").RequireAuthorization(ScopePolicies.Optimize);
        files.MapGet("", GetAsync).WithName("getFile").WithSummary("Says how one item stands: its line of the manifest.").WithEntityTag();
        files.MapGet("content", GetContentAsync).WithName("getContent").WithSummary("Hands out the reduced file, or the source where that was kept.")
            .WithDescription("With Range, If-Range, If-Match and If-None-Match; the entity tag is the SHA-256 of the content.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg", "image/png", "image/gif", "image/webp");
        files.MapGet("original", GetOriginalAsync).WithName("getOriginal").WithSummary("Hands out the source.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg", "image/png", "image/gif", "image/webp");
    }

    internal static async Task<Results<Ok<ManifestItem>, ProblemHttpResult>> GetAsync(
        JobId id, int sequence, ClaimsPrincipal user, AccountJobs jobs, CancellationToken cancellationToken) =>
        await jobs.FindItemAsync(user, id, sequence, cancellationToken) is { } item ? TypedResults.Ok(NativeMapper.View(id, item)) : NoSuchItem();

    internal static async Task<IResult> GetContentAsync(
        JobId id, int sequence, ClaimsPrincipal user, AccountJobs jobs, IBlobStore blobs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await jobs.FindItemAsync(user, id, sequence, cancellationToken) is not { } item) return NoSuchItem();

        return item.Result.Output is { } output
            ? await OpenAsync(blobs, time, output, item.Result.OutputType, item.Item.Name, cancellationToken)
            : Problem.Of(
                ProblemCodes.NoContent,
                item.Result.State is Interfaces.Jobs.ItemState.Pending ? "The item has not ended yet." : "The item ended without a result.",
                ("reason", item.Result.Reason));
    }

    internal static async Task<IResult> GetOriginalAsync(
        JobId id, int sequence, ClaimsPrincipal user, AccountJobs jobs, IBlobStore blobs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await jobs.FindItemAsync(user, id, sequence, cancellationToken) is not { } item) return NoSuchItem();

        return (item.Result.Source ?? (item.Item.Source as ItemSource.Uploaded)?.File) is { } source
            ? await OpenAsync(blobs, time, source, item.Result.SourceType, item.Item.Name, cancellationToken)
            : Problem.Of(ProblemCodes.NoContent, "The source has not been fetched.", ("reason", item.Result.Reason));
    }

    private static ProblemHttpResult NoSuchItem() => Problem.Of(ProblemCodes.NotFound, "There is no such item, or its job is not yours, or its record's forty days are over.");

    /// <summary>Gone from the very second, even while the bytes still lie there.</summary>
    private static async Task<IResult> OpenAsync(
        IBlobStore blobs, TimeProvider time, StoredFile file, string? type, string name, CancellationToken cancellationToken)
    {
        Stream? content = file.ExpiresAt <= time.GetUtcNow() ? null : await blobs.OpenReadAsync(file.Key, cancellationToken);
        if (content is null) return Problem.Of(ProblemCodes.Expired, $"The file was there until {file.ExpiresAt:u} and has been deleted.");
        return new FileAnswer(file, content, type, name);
    }
}
