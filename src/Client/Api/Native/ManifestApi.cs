using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Api.Native.Problems;
using JpegReducer.Client.Api.Native.Requests;
using JpegReducer.Client.Conditional;
using JpegReducer.Client.Jobs;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Api.Native;

/// <summary><c>GET /v1/jobs/{id}/manifest</c>: one row per item: all of them as NDJSON, or pages of JSON.</summary>
internal static class ManifestApi
{
    private const string Ndjson = "application/x-ndjson";
    private const int PageSize = 500;

    public static void MapManifest(this IEndpointRouteBuilder routes) => routes
        .MapGet("/jobs/{id}/manifest", GetAsync)
        .WithTags("Jobs")
        .WithName("getManifest")
        .WithSummary("Lists the items of a job with their results.")
        .WithDescription(
            "With 'format=ndjson', or 'Accept: application/x-ndjson', all items, one per line; otherwise JSON in pages, with 'cursor' "
                + "and 'limit' (at most 500). 'cursor' is the sequence number of the last item of the page before.")
        .WithEntityTag()
        .Produces<ManifestPage>()
        .Produces(StatusCodes.Status200OK, contentType: Ndjson);

    internal static async Task<IResult> GetAsync(
        JobId id,
        HttpContext context,
        ClaimsPrincipal user,
        AccountJobs jobs,
        [FromQuery] string? format,
        [FromQuery] int? cursor,
        [FromQuery] int? limit,
        CancellationToken cancellationToken)
    {
        if (format is not (null or "json" or "ndjson")) return NativeProblem.Invalid("'format' is json or ndjson.");
        if ((RequestValidation.CheckRange("limit", limit, 1, PageSize)
            ?? RequestValidation.CheckRange("cursor", cursor, -1, int.MaxValue)) is { } wrong)
            return wrong;
        if (await jobs.FindAsync(ApiKeyScheme.AccountOf(user), id, cancellationToken) is not { } job) return NativeProblem.NoSuchJob();

        if (format is null) context.Response.Headers.Vary = "Accept";
        bool isNdjson = format is "ndjson"
            || (format is null && context.Request.Headers.Accept.ToString().Contains(Ndjson, StringComparison.OrdinalIgnoreCase));
        if (isNdjson) return TypedResults.Stream(body => WriteLinesAsync(body, jobs, job, cursor ?? -1, cancellationToken), Ndjson);

        int max = limit ?? 100;
        ItemRecord[] page = await jobs.GetItemsAsync(job, cursor ?? -1, max, cancellationToken);
        string? next = page.Length < max ? null : page[^1].Sequence.ToString(CultureInfo.InvariantCulture);
        if (next is not null) context.Response.Headers.Link = $"</v1/jobs/{id}/manifest?limit={max}&cursor={next}>; rel=\"next\"";
        return TypedResults.Ok(new ManifestPage(id.ToString(), [.. page.Select(item => NativeMapper.View(id, item))], next));
    }

    private static async Task WriteLinesAsync(Stream body, AccountJobs jobs, JobStatus job, int after, CancellationToken cancellationToken)
    {
        await foreach (ItemRecord[] page in jobs.ReadItemsAsync(job, after, cancellationToken))
        {
            using MemoryStream lines = new();
            foreach (ItemRecord item in page)
            {
                JsonSerializer.Serialize(lines, NativeMapper.View(job.Id, item), ApiJson.Default.ManifestItem);
                lines.WriteByte((byte)'\n');
            }

            lines.Position = 0;
            await lines.CopyToAsync(body, cancellationToken);
        }
    }
}
