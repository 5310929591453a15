using System.Globalization;
using System.Security.Claims;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Client.Api.Requests;
using JpegReducer.Client.Conditional;
using JpegReducer.Client.Problems;
using JpegReducer.Client.Uploads;
using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

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
        .WithDescription("Send the image as the raw body, whatever its Content-Type, or as the one file of a multipart body. Options go into the query, as JSON into X-Options, or into fields of the form; where an option stands in several of them, all have to say the same. With an Idempotency-Key a repeated request is answered with the result of the first, and charged once.")
        .RequireAuthorization(ScopePolicies.Optimize)
        .WithImageBody()
        .WithReductionOptions()
        .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg", "image/png", "image/gif", "image/webp")
        .Produces<JobView>(StatusCodes.Status202Accepted);

    internal static async Task<IResult> OptimizeAsync(
        HttpContext context,
        ClaimsPrincipal user,
        AccountJobs jobs,
        UploadReceiver uploads,
        UploadLimiter slots,
        IBlobStore blobs,
        TimeProvider time,
        IOptions<GatewayOptions> gateway,
        IHostApplicationLifetime lifetime,
        [FromHeader(Name = ReductionOptions.Header)] string? headerOptions,
        [FromHeader(Name = RequestParameters.FileNameHeader)] string? fileName,
        [FromHeader(Name = FormParts.ClientRefHeader)] string? clientRef,
        [FromHeader(Name = RequestValidation.KeyHeader)] string? idempotencyKey,
        [FromHeader(Name = "Prefer")] string? prefer)
    {
        CancellationToken aborted = context.RequestAborted;
        ReductionOptions options = new();
        options.AddQuery(context.Request.Query);
        if (headerOptions is not null) options.AddJson(headerOptions, $"the header '{ReductionOptions.Header}'");
        options.Build(); // what is wrong is said before the image is taken
        if ((CheckNames(context.Request, fileName, clientRef) ?? RequestValidation.CheckKey(idempotencyKey)) is { } wrong) return wrong;

        // A length that is announced is refused before the body is sent.
        if (!FormParts.IsMultipart(context.Request) && context.Request.ContentLength > gateway.Value.MaxUploadBytes)
            return Problem.Of(ProblemCodes.TooLarge, $"The image has more than {gateway.Value.MaxUploadBytes} bytes.");

        AccountId account = ApiKeyScheme.AccountOf(user);
        JobId job = idempotencyKey is null ? JobId.New(time.GetUtcNow()) : JobId.ForIdempotencyKey(account, "POST /v1/optimize", idempotencyKey);
        NewItem item;
        using (await slots.AcquireAsync(account, aborted))
        {
            item = FormParts.IsMultipart(context.Request)
                ? await ReceiveFormAsync(context.Request, uploads, job, options, aborted)
                : new NewItem(FileNames.Clean(fileName), clientRef, new ItemSource.Uploaded(await uploads.ReceiveAsync(job, context.Request.Body, aborted)));
        }

        StoredFile source = ((ItemSource.Uploaded)item.Source).File;
        if (source.Bytes == 0)
        {
            await uploads.DiscardAsync(source);
            return RequestValidation.Invalid("The body is empty. Send the image's bytes.");
        }

        ReductionRequest request = options.Build();
        JobSpec spec = new(account, Interfaces.Jobs.JobPriority.Interactive, NativeMapper.Settings(request), Label: null) { RequestDigest = RequestDigest.Of(request, item) };
        ItemBatch batch = new(Guid.NewGuid(), [item]);
        OpenJobResult answer = await GrainCalls.RetryAsync(() => jobs.Grain(job).OpenAsync(spec, batch, isComplete: true), aborted);
        if (answer is not OpenJobResult.Opened opened)
        {
            await uploads.DiscardAsync(source);
            return answer is OpenJobResult.QuotaExceeded(var remaining) ? Problem.Quota(remaining) : Problem.IdempotencyConflict();
        }

        if (opened.IsRepeat) await uploads.DiscardUnrecordedAsync(jobs.Records, job, 0, batch.Items, aborted);
        JobStatus status = opened.Status;
        context.Response.Headers[OptimizeHeaders.Job] = job.ToString();
        if (PrefersAsync(prefer)) return TypedResults.Accepted($"/v1/jobs/{job}", NativeMapper.View(status));

        status = await WaitAsync(jobs.Grain(job), status, gateway.Value.OptimizeTimeout, aborted, lifetime.ApplicationStopping);
        if (!status.IsClosed)
        {
            return Problem.Of(ProblemCodes.NotReady, $"The image was accepted and will be done, but is not ready yet. Ask for /v1/jobs/{job}.", ("job", job.ToString()));
        }

        ItemRecord? record = await GrainCalls.RetryAsync(() => jobs.Records.GetItemAsync(job, 0), aborted);
        return record is null ? Problem.NoSuchJob() : await AnswerAsync(context, blobs, time, record.Result, aborted);
    }

    /// <summary>Headers name the file of a raw body; in a form its part does.</summary>
    private static ProblemHttpResult? CheckNames(HttpRequest request, string? fileName, string? clientRef)
    {
        if (FileNames.CheckRef(clientRef) is { } wrong) return RequestValidation.Invalid($"'{FormParts.ClientRefHeader}' {wrong}.");
        return FormParts.IsMultipart(request) && (fileName ?? clientRef) is not null
            ? RequestValidation.Invalid($"'{RequestParameters.FileNameHeader}' and '{FormParts.ClientRefHeader}' belong to a body that is the image itself. In a form they belong to the file's part.")
            : null;
    }

    /// <summary>Takes the one file of a form, and the options among its fields, before the file or after it.</summary>
    private static async Task<NewItem> ReceiveFormAsync(HttpRequest request, UploadReceiver uploads, JobId job, ReductionOptions options, CancellationToken cancellationToken)
    {
        NewItem? item = null;
        try
        {
            await foreach (FormPart part in FormParts.ReadAsync(request, cancellationToken))
            {
                switch (part)
                {
                    case FormPart.Field(_, var name, var value):
                        options.AddField(name, value);
                        options.Build();
                        break;
                    case FormPart.File file when item is null:
                        item = new NewItem(file.Name, file.ClientRef, new ItemSource.Uploaded(await uploads.ReceiveAsync(job, file.Content, cancellationToken)));
                        break;
                    default:
                        throw RefusedRequestException.Invalid($"Part {part.Number} of the form is a second file, and this address takes one. Open a job for more: POST /v1/jobs.");
                }
            }

            return item ?? throw RefusedRequestException.Invalid("The form holds no file. A file needs a 'filename' in its Content-Disposition.");
        }
        catch
        {
            if (item?.Source is ItemSource.Uploaded(var file)) await uploads.DiscardAsync(file);
            throw;
        }
    }

    /// <summary>Whether <c>Prefer</c> (RFC 7240) asks for an answer before the image is reduced. Preferences that are not known here are ignored, as the RFC wants.</summary>
    private static bool PrefersAsync(string? prefer) =>
        prefer?.Split(',').Any(preference => preference.Split(';')[0].Trim().Equals("respond-async", StringComparison.OrdinalIgnoreCase)) is true;

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

    private static async Task<IResult> AnswerAsync(HttpContext context, IBlobStore blobs, TimeProvider time, ItemResult result, CancellationToken cancellationToken)
    {
        if (result.State is Interfaces.Jobs.ItemState.Cancelled) return Problem.Of(ProblemCodes.NoContent, "The job was cancelled before the image was reduced.");
        if (result is not { State: Interfaces.Jobs.ItemState.Reduced or Interfaces.Jobs.ItemState.Kept, Source: { } source, Output: { } output })
        {
            return Problem.Of(ProblemCodes.ImageRefused, result.Detail ?? "The image cannot be reduced.", ("reason", result.Reason));
        }

        Stream? content = output.ExpiresAt <= time.GetUtcNow() ? null : await blobs.OpenReadAsync(output.Key, cancellationToken);
        if (content is null) return Problem.Of(ProblemCodes.Expired, $"The result was there until {output.ExpiresAt:u} and has been deleted. Send the image again under a new Idempotency-Key.");

        IHeaderDictionary headers = context.Response.Headers;
        headers[OptimizeHeaders.OriginalSize] = source.Bytes.ToString(CultureInfo.InvariantCulture);
        headers[OptimizeHeaders.OptimizedSize] = output.Bytes.ToString(CultureInfo.InvariantCulture);
        headers[OptimizeHeaders.SavedPercent] = NativeMapper.SavedPercent(source.Bytes, output.Bytes).ToString(CultureInfo.InvariantCulture);
        headers[OptimizeHeaders.Result] = result.State is Interfaces.Jobs.ItemState.Reduced ? "optimized" : "kept-original";
        headers[OptimizeHeaders.EngineTime] = result.EngineMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);
        if (result.Reason is { } reason) headers[OptimizeHeaders.Reason] = reason;
        if (result.Score is { } score)
        {
            headers[OptimizeHeaders.Metric] = string.Create(CultureInfo.InvariantCulture, $"ssimulacra2={score:0.##};{(result.ScoreIsMeasured ? "measured" : "estimated")}");
        }

        return new FileAnswer(output, content, result.OutputType, name: null);
    }
}
