using System.Security.Claims;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Client.Api.Requests;
using JpegReducer.Client.Conditional;
using JpegReducer.Client.Problems;
using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace JpegReducer.Client.Api.Native;

/// <summary><c>/v1/jobs</c>: open, watch, end, list.</summary>
internal static class JobsApi
{
    private const int MaxWaitSeconds = 30;
    private const int MaxPageSize = 200;
    private const int MaxBodyBytes = 8 << 20;
    private static readonly TimeSpan OneWait = TimeSpan.FromSeconds(2);

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder jobs = routes.MapGroup("/v1/jobs").WithTags("Jobs").RequireAuthorization(ScopePolicies.Optimize);
        jobs.MapPost("", OpenAsync).WithName("openJob").WithSummary("Opens a job; with URLs it can be complete at once.")
            .WithDescription("With an Idempotency-Key a repeated request answers with the job that the first one opened.")
            .Accepts<CreateJobRequest>("application/json");
        jobs.MapGet("", ListAsync).WithName("listJobs").WithSummary("Lists the account's jobs, the newest first.").WithEntityTag();
        jobs.MapGet("{id}", GetAsync).WithName("getJob").WithSummary("Says how far a job has come.")
            .WithDescription("With 'since' (a version) and 'wait' (seconds, at most 30) the answer comes when there is news.").WithEntityTag();
        jobs.MapPost("{id}/seal", SealAsync).WithName("sealJob").WithSummary("Says that no more items will come.");
        jobs.MapPost("{id}/cancel", CancelAsync).WithName("cancelJob").WithSummary("Ends a job early. What has ended before stays.");
    }

    internal static async Task<Results<Accepted<JobView>, ProblemHttpResult>> OpenAsync(
        HttpRequest httpRequest,
        ClaimsPrincipal user,
        AccountJobs jobs,
        Backlog backlog,
        TimeProvider time,
        [FromHeader(Name = RequestValidation.KeyHeader)] string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        CreateJobRequest request = await StrictJson.ReadBodyAsync<CreateJobRequest>(httpRequest, MaxBodyBytes, cancellationToken);
        if ((RequestValidation.Check(request) ?? RequestValidation.CheckKey(idempotencyKey)) is { } wrong) return wrong;

        AccountId account = ApiKeyScheme.AccountOf(user);
        if (!await backlog.HasRoomAsync(account, cancellationToken)) return Problem.TooManyWaiting();

        JobId job = idempotencyKey is null ? JobId.New(time.GetUtcNow()) : JobId.ForIdempotencyKey(account, "POST /v1/jobs", idempotencyKey);
        NewItem[] items = [.. request.Inputs.Select(RequestValidation.Item)];
        bool isComplete = !(request.Open ?? items.Length == 0);
        string digest = RequestDigest.Of(request, isComplete, items);
        JobSpec spec = new(account, NativeMapper.Priority(request.Priority), NativeMapper.Settings(request.Options), request.Label) { RequestDigest = digest };
        ItemBatch[] batches =
        [
            .. items.Chunk(ItemBatch.MaxItems).Select((batch, ordinal) => new ItemBatch(RequestValidation.BatchId(job, idempotencyKey, ordinal), batch) { Digest = digest }),
        ];
        OpenJobResult answer = await GrainCalls.RetryAsync(
            () => jobs.Grain(job).OpenAsync(spec, batches.FirstOrDefault(), isComplete && batches.Length <= 1), cancellationToken);
        switch (answer)
        {
            case OpenJobResult.Conflict:
                return Problem.IdempotencyConflict();
            case OpenJobResult.QuotaExceeded(var remaining):
                return Problem.Quota(remaining);
        }

        JobStatus status = ((OpenJobResult.Opened)answer).Status;
        foreach (ItemBatch batch in batches.Skip(1))
        {
            AddItemsResult added = await GrainCalls.RetryAsync(() => jobs.Grain(job).AddItemsAsync(batch), cancellationToken);
            if (ItemsApi.ProblemFor(added) is not { } refused) continue;

            refused.ProblemDetails.Detail += $" The job {job} was opened and has the first {ItemBatch.MaxItems} items.";
            refused.ProblemDetails.Extensions["job"] = job.ToString();
            return refused;
        }

        if (isComplete && batches.Length > 1) status = await GrainCalls.RetryAsync(() => jobs.Grain(job).SealAsync(), cancellationToken) ?? status;
        return TypedResults.Accepted($"/v1/jobs/{job}", NativeMapper.View(status));
    }

    internal static async Task<Results<Ok<JobView>, ProblemHttpResult>> GetAsync(
        JobId id, HttpContext context, ClaimsPrincipal user, AccountJobs jobs, IHostApplicationLifetime lifetime, [FromQuery] double? wait, [FromQuery] long? since, CancellationToken cancellationToken)
    {
        if (RequestValidation.CheckRange("wait", wait, 0, MaxWaitSeconds) is { } wrong) return wrong;
        if (await jobs.FindAsync(user, id, cancellationToken) is not { } status) return Problem.NoSuchJob();

        if (wait is not null || since is not null) context.Response.Headers.CacheControl = "no-store"; // an answer to one caller's wait
        TimeSpan atMost = TimeSpan.FromSeconds(wait ?? 0);
        long known = since ?? status.Version, began = TimeProvider.System.GetTimestamp();
        while (!status.IsClosed && status.Version <= known && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            TimeSpan left = atMost - TimeProvider.System.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) break;

            cancellationToken.ThrowIfCancellationRequested();
            status = await GrainCalls.RetryAsync(() => jobs.Grain(id).WaitAsync(known, left < OneWait ? left : OneWait), cancellationToken) ?? status;
        }

        return TypedResults.Ok(NativeMapper.View(status));
    }

    internal static async Task<Results<Ok<JobView>, ProblemHttpResult>> SealAsync(JobId id, HttpRequest request, ClaimsPrincipal user, AccountJobs jobs, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(user, id, cancellationToken) is null) return Problem.NoSuchJob();
        await StrictJson.ReadNoBodyAsync(request, cancellationToken);
        JobStatus? status = await GrainCalls.RetryAsync(() => jobs.Grain(id).SealAsync(), cancellationToken);
        return status is null ? Problem.NoSuchJob() : TypedResults.Ok(NativeMapper.View(status));
    }

    internal static async Task<Results<Accepted<JobView>, ProblemHttpResult>> CancelAsync(JobId id, HttpRequest request, ClaimsPrincipal user, AccountJobs jobs, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(user, id, cancellationToken) is null) return Problem.NoSuchJob();
        await StrictJson.ReadNoBodyAsync(request, cancellationToken);
        JobStatus? status = await GrainCalls.RetryAsync(() => jobs.Grain(id).CancelAsync(), cancellationToken);
        return status is null ? Problem.NoSuchJob() : TypedResults.Accepted($"/v1/jobs/{id}", NativeMapper.View(status));
    }

    internal static async Task<Results<Ok<JobList>, ProblemHttpResult>> ListAsync(
        HttpContext context, ClaimsPrincipal user, AccountJobs jobs, [FromQuery] string? cursor, [FromQuery] int? limit, CancellationToken cancellationToken)
    {
        if (!Cursors.TryReadJobs(cursor, out var before)) return RequestValidation.Invalid("'cursor' is not one that was handed out here.");
        if (RequestValidation.CheckRange("limit", limit, 1, MaxPageSize) is { } wrong) return wrong;

        int max = limit ?? 50;
        JobStatus[] page = await GrainCalls.RetryAsync(() => jobs.Records.GetJobsAsync(ApiKeyScheme.AccountOf(user), before, max), cancellationToken);
        string? next = page.Length < max ? null : Cursors.Write(page[^1]);
        if (next is not null) context.Response.Headers.Link = $"</v1/jobs?limit={max}&cursor={next}>; rel=\"next\"";
        return TypedResults.Ok(new JobList([.. page.Select(NativeMapper.View)], next));
    }
}
