using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Client.Problems;
using JpegReducer.Client.Security;
using JpegReducer.Client.Uploads;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace JpegReducer.Client.Api.Native;

/// <summary><c>POST /v1/optimize</c>: one image in, a smaller one out. A job of one item, taken the same way as every other.</summary>
internal static class OptimizeApi
{
    private static readonly TimeSpan OneWait = TimeSpan.FromSeconds(2);

    public static void MapOptimize(this IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/optimize", OptimizeAsync)
        .WithTags("Optimize")
        .WithName("optimize")
        .WithSummary("Makes one image smaller and answers with its bytes.")
        .WithDescription("Send the image as the raw body, whatever its Content-Type, or as the first file of a multipart body. Options go into the query (mode, quality, metadata, baseline, damaged) or as JSON into X-Options.")
        .RequireAuthorization(GatewayPolicies.Optimize)
        .WithImageBody()
        .WithWords<ApiContracts.ReductionMode>("mode")
        .WithWords<ApiContracts.MetadataPolicy>("metadata")
        .WithWords<ApiContracts.DamagedPolicy>("damaged")
        .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg", "image/png", "image/gif", "image/webp")
        .Produces<JobView>(StatusCodes.Status202Accepted)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status402PaymentRequired)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .ProducesProblem(StatusCodes.Status504GatewayTimeout);

    internal static async Task<IResult> OptimizeAsync(
        HttpContext context,
        ClaimsPrincipal user,
        OwnJobs jobs,
        UploadReceiver uploads,
        UploadSlots slots,
        IBlobStore blobs,
        TimeProvider time,
        IOptions<GatewayOptions> gateway,
        IHostApplicationLifetime lifetime,
        [FromQuery] string? mode,
        [FromQuery] int? quality,
        [FromQuery] string? metadata,
        [FromQuery] bool? baseline,
        [FromQuery] string? damaged,
        [FromHeader(Name = "X-Options")] string? options,
        [FromHeader(Name = "X-File-Name")] string? fileName,
        [FromHeader(Name = "Prefer")] string? prefer)
    {
        CancellationToken aborted = context.RequestAborted;
        if (!TryReadOptions(options, out ReductionRequest request)) return Inputs.Invalid("'X-Options' is not the JSON of reduction options.");
        (ApiContracts.ReductionMode chosenMode, ApiContracts.MetadataPolicy chosenMetadata, ApiContracts.DamagedPolicy chosenDamaged) = (request.Mode, request.Metadata, request.Damaged);
        if ((Inputs.Read("mode", mode, ref chosenMode) ?? Inputs.Read("metadata", metadata, ref chosenMetadata) ?? Inputs.Read("damaged", damaged, ref chosenDamaged)) is { } unknown) return unknown;
        request = request with { Mode = chosenMode, Quality = quality ?? request.Quality, Metadata = chosenMetadata, Baseline = baseline ?? request.Baseline, Damaged = chosenDamaged };
        if (Inputs.Check(request) is { } wrong) return wrong;

        JobId job = JobId.New(time.GetUtcNow());
        NewItem? item;
        using (await slots.AcquireAsync(ApiKeyAuthentication.AccountOf(user), aborted)) item = await ReceiveAsync(context.Request, uploads, job, fileName, aborted);
        if (item is null) return Inputs.Invalid("The multipart body holds no file.");
        StoredFile source = ((ItemSource.Uploaded)item.Source).File;
        if (source.Bytes == 0) return Inputs.Invalid("The body is empty. Send the image's bytes.");

        JobSpec spec = new(ApiKeyAuthentication.AccountOf(user), Interfaces.Jobs.JobPriority.Interactive, Words.Settings(request), Label: null);
        ItemBatch batch = new(Guid.NewGuid(), [item]);
        OpenJobAnswer answer = await GrainCalls.RetryAsync(() => jobs.Grain(job).OpenAsync(spec, batch, isComplete: true), aborted);
        if (answer is OpenJobAnswer.QuotaExceeded(var remaining))
        {
            await uploads.DiscardAsync(source);
            return Problem.Quota(remaining);
        }

        JobStatus status = ((OpenJobAnswer.Opened)answer).Status;
        context.Response.Headers[OptimizeHeaders.Job] = job.ToString();
        if (prefer?.Contains("respond-async", StringComparison.OrdinalIgnoreCase) is true) return TypedResults.Accepted($"/v1/jobs/{job}", Words.View(status));

        status = await WaitAsync(jobs.Grain(job), status, gateway.Value.OptimizeTimeout, aborted, lifetime.ApplicationStopping);
        if (!status.IsClosed)
        {
            return Problem.Of(ProblemCodes.NotReady, $"The image was accepted and will be done, but is not ready yet. Ask for /v1/jobs/{job}.", ("job", job.ToString()));
        }

        ItemRecord? record = await GrainCalls.RetryAsync(() => jobs.Records.GetItemAsync(job, 0), aborted);
        return record is null ? Problem.NoSuchJob() : await AnswerAsync(context, blobs, record.Result, aborted);
    }

    private static bool TryReadOptions(string? json, out ReductionRequest request)
    {
        request = new ReductionRequest();
        if (json is null) return true;

        try
        {
            request = JsonSerializer.Deserialize(json, ApiJson.Default.ReductionRequest) ?? request;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<NewItem?> ReceiveAsync(HttpRequest request, UploadReceiver uploads, JobId job, string? fileName, CancellationToken cancellationToken)
    {
        if (!FileParts.IsMultipart(request))
        {
            StoredFile raw = await uploads.ReceiveAsync(job, request.Body, cancellationToken);
            return new NewItem(FileNames.Clean(fileName), null, new ItemSource.Uploaded(raw));
        }

        await foreach (FilePart part in FileParts.ReadAsync(request, cancellationToken))
        {
            StoredFile file = await uploads.ReceiveAsync(job, part.Body, cancellationToken);
            return new NewItem(part.Name, part.ClientRef, new ItemSource.Uploaded(file));
        }

        return null;
    }

    private static async Task<JobStatus> WaitAsync(IJobGrain job, JobStatus status, TimeSpan atMost, CancellationToken aborted, CancellationToken stopping)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!status.IsClosed && !stopping.IsCancellationRequested && TimeProvider.System.GetElapsedTime(began) < atMost)
        {
            aborted.ThrowIfCancellationRequested();
            status = await GrainCalls.RetryAsync(() => job.WaitAsync(long.MaxValue, OneWait), aborted) ?? status;
        }

        return status;
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, IBlobStore blobs, ItemResult result, CancellationToken cancellationToken)
    {
        if (result is not { State: Interfaces.Jobs.ItemState.Reduced or Interfaces.Jobs.ItemState.Kept, Source: { } source, Output: { } output })
        {
            return Problem.Of(ProblemCodes.ImageRefused, result.Detail ?? "The image cannot be reduced.", ("reason", result.Reason));
        }

        if (await blobs.OpenReadAsync(output.Key, cancellationToken) is not { } content) return Problem.Of(ProblemCodes.Expired, "The result was deleted before it could be sent.");

        IHeaderDictionary headers = context.Response.Headers;
        headers[OptimizeHeaders.OriginalSize] = source.Bytes.ToString(CultureInfo.InvariantCulture);
        headers[OptimizeHeaders.OptimizedSize] = output.Bytes.ToString(CultureInfo.InvariantCulture);
        headers[OptimizeHeaders.SavedPercent] = Words.SavedPercent(source.Bytes, output.Bytes).ToString(CultureInfo.InvariantCulture);
        headers[OptimizeHeaders.Result] = result.State is Interfaces.Jobs.ItemState.Reduced ? "optimized" : "kept-original";
        headers[OptimizeHeaders.EngineTime] = result.EngineMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);
        if (result.Reason is { } reason) headers[OptimizeHeaders.Reason] = reason;
        if (result.Score is { } score)
        {
            headers[OptimizeHeaders.Metric] = string.Create(CultureInfo.InvariantCulture, $"ssimulacra2={score:0.##};{(result.ScoreIsMeasured ? "measured" : "estimated")}");
        }

        return TypedResults.Stream(content, result.OutputType, entityTag: new EntityTagHeaderValue($"\"{output.Sha256}\""));
    }
}
