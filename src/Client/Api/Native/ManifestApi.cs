using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Conditional;
using JpegReducer.Client.Problems;
using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Api.Native;

/// <summary><c>GET /v1/jobs/{id}/manifest</c>: a row for each item. NDJSON streams all of it; JSON comes in pages.</summary>
internal static class ManifestApi
{
    private const string Ndjson = "application/x-ndjson";
    private const int PageSize = 500;

    public static void MapManifest(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/jobs/{id}/manifest", GetAsync)
        .WithTags("Jobs")
        .WithName("getManifest")
        .WithSummary("Lists a job's items and how they ended.")
        .WithDescription("With 'format=ndjson', or 'Accept: application/x-ndjson', one item a line, all of them; else JSON in pages, with 'cursor' and 'limit' (at most 500). 'cursor' is the sequence number of the last item seen.")
        .RequireAuthorization(ScopePolicies.Optimize)
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
        if (format is not (null or "json" or "ndjson")) return RequestValidation.Invalid("'format' is json or ndjson.");
        if ((RequestValidation.CheckRange("limit", limit, 1, PageSize) ?? RequestValidation.CheckRange("cursor", cursor, -1, int.MaxValue)) is { } wrong) return wrong;
        if (await jobs.FindAsync(user, id, cancellationToken) is null) return Problem.NoSuchJob();

        if (format is null) context.Response.Headers.Vary = "Accept";
        bool isNdjson = format is "ndjson" || (format is null && context.Request.Headers.Accept.ToString().Contains(Ndjson, StringComparison.OrdinalIgnoreCase));
        if (isNdjson) return TypedResults.Stream(body => WriteLinesAsync(body, jobs.Records, id, cursor ?? -1, cancellationToken), Ndjson);

        int max = limit ?? 100;
        ItemRecord[] page = await GrainCalls.RetryAsync(() => jobs.Records.GetItemsAsync(id, cursor ?? -1, max), cancellationToken);
        string? next = page.Length < max ? null : page[^1].Sequence.ToString(CultureInfo.InvariantCulture);
        if (next is not null) context.Response.Headers.Link = $"</v1/jobs/{id}/manifest?limit={max}&cursor={next}>; rel=\"next\"";
        return TypedResults.Ok(new ManifestPage(id.ToString(), [.. page.Select(item => NativeMapper.View(id, item))], next));
    }

    /// <summary>Page by page, so that a manifest of a million lines takes no more memory than one of a thousand.</summary>
    private static async Task WriteLinesAsync(Stream body, IRecordsGrain records, JobId job, int after, CancellationToken cancellationToken)
    {
        ItemRecord[] page;
        do
        {
            page = await GrainCalls.RetryAsync(() => records.GetItemsAsync(job, after, PageSize), cancellationToken);
            using MemoryStream lines = new();
            foreach (ItemRecord item in page)
            {
                JsonSerializer.Serialize(lines, NativeMapper.View(job, item), ApiJson.Default.ManifestItem);
                lines.WriteByte((byte)'\n');
                after = item.Sequence;
            }

            lines.Position = 0;
            await lines.CopyToAsync(body, cancellationToken);
        }
        while (page.Length == PageSize);
    }
}
