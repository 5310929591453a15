using System.Diagnostics;
using System.Security.Claims;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Api.Native.Problems;
using JpegReducer.Client.Api.Native.Requests;
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

/// <summary><c>/v1/jobs</c>: opens, watches, ends and lists jobs.</summary>
internal static class JobsApi
{
    private const int MaxWaitSeconds = 30;
    private const int MaxPageSize = 200;
    private const int MaxBodyBytes = 8 << 20;

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder jobs = routes.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapPost("", OpenAsync).WithName("openJob").WithSummary("Opens a job, optionally with all of its URLs.")
            .WithDescription("With an Idempotency-Key a repeated request returns the job that the first one opened.")
            .Accepts<CreateJobRequest>("application/json");
        jobs.MapGet("", ListAsync).WithName("listJobs").WithSummary("Lists the account's jobs, the newest first.").WithEntityTag();
        jobs.MapGet("{id}", GetAsync).WithName("getJob").WithSummary("Returns the status of a job.")
            .WithDescription("With 'since' (a version) and 'wait' (seconds, at most 30) the response is delayed until the job changes.")
            .WithEntityTag();
        jobs.MapPost("{id}/seal", SealAsync).WithName("sealJob").WithSummary("Declares that no more items will be added.");
        jobs.MapPost("{id}/cancel", CancelAsync).WithName("cancelJob")
            .WithSummary("Cancels the items that have not ended. Results so far are kept.");
    }

    internal static async Task<Results<Accepted<JobView>, ProblemHttpResult>> OpenAsync(
        HttpRequest httpRequest,
        ClaimsPrincipal user,
        JobSubmitter submitter,
        [FromHeader(Name = RequestValidation.KeyHeader)] string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        CreateJobRequest request = await StrictJson.ReadBodyAsync<CreateJobRequest>(httpRequest, MaxBodyBytes, cancellationToken);
        if ((RequestValidation.Check(request) ?? RequestValidation.CheckKey(idempotencyKey)) is { } wrong) return wrong;

        IdempotencyKey? key = NativeMapper.Key("POST /v1/jobs", idempotencyKey);
        return await submitter.OpenAsync(ApiKeyScheme.AccountOf(user), NativeMapper.Job(request), key, cancellationToken) switch
        {
            OpenResult.Opened(var job) => TypedResults.Accepted($"/v1/jobs/{job.Id}", NativeMapper.View(job)),
            OpenResult.Refused(var reason) => RefusalProblems.Of(reason),
            OpenResult.Incomplete incomplete => RefusalProblems.Of(incomplete),
            _ => throw new UnreachableException(),
        };
    }

    internal static async Task<Results<Ok<JobView>, ProblemHttpResult>> GetAsync(
        JobId id,
        HttpContext context,
        ClaimsPrincipal user,
        AccountJobs jobs,
        JobWait waits,
        [FromQuery] double? wait,
        [FromQuery] long? since,
        CancellationToken cancellationToken)
    {
        if (RequestValidation.CheckRange("wait", wait, 0, MaxWaitSeconds) is { } wrong) return wrong;
        if (await jobs.FindAsync(ApiKeyScheme.AccountOf(user), id, cancellationToken) is not { } job) return NativeProblem.NoSuchJob();

        if (wait is not null || since is not null) context.Response.Headers.CacheControl = "no-store"; // depends on when it was asked for
        job = await waits.UntilChangedAsync(job, since ?? job.Version, TimeSpan.FromSeconds(wait ?? 0), cancellationToken);
        return TypedResults.Ok(NativeMapper.View(job));
    }

    internal static async Task<Results<Ok<JobView>, ProblemHttpResult>> SealAsync(
        JobId id, HttpRequest request, ClaimsPrincipal user, AccountJobs jobs, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(ApiKeyScheme.AccountOf(user), id, cancellationToken) is not { } job) return NativeProblem.NoSuchJob();

        await StrictJson.ReadNoBodyAsync(request, cancellationToken);
        return TypedResults.Ok(NativeMapper.View(await jobs.SealAsync(job, cancellationToken)));
    }

    internal static async Task<Results<Accepted<JobView>, ProblemHttpResult>> CancelAsync(
        JobId id, HttpRequest request, ClaimsPrincipal user, AccountJobs jobs, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(ApiKeyScheme.AccountOf(user), id, cancellationToken) is not { } job) return NativeProblem.NoSuchJob();

        await StrictJson.ReadNoBodyAsync(request, cancellationToken);
        return TypedResults.Accepted($"/v1/jobs/{id}", NativeMapper.View(await jobs.CancelAsync(job, cancellationToken)));
    }

    internal static async Task<Results<Ok<JobList>, ProblemHttpResult>> ListAsync(
        HttpContext context,
        ClaimsPrincipal user,
        AccountJobs jobs,
        [FromQuery] string? cursor,
        [FromQuery] int? limit,
        CancellationToken cancellationToken)
    {
        if (!Cursors.TryReadJobs(cursor, out var before)) return NativeProblem.Invalid("'cursor' is not a cursor of this API.");
        if (RequestValidation.CheckRange("limit", limit, 1, MaxPageSize) is { } wrong) return wrong;

        int max = limit ?? 50;
        JobStatus[] page = await jobs.ListAsync(ApiKeyScheme.AccountOf(user), before, max, cancellationToken);
        string? next = page.Length < max ? null : Cursors.Write(page[^1]);
        if (next is not null) context.Response.Headers.Link = $"</v1/jobs?limit={max}&cursor={next}>; rel=\"next\"";
        return TypedResults.Ok(new JobList([.. page.Select(NativeMapper.View)], next));
    }
}
