using System.Security.Claims;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Client.Api.Requests;
using JpegReducer.Client.Problems;
using JpegReducer.Client.Uploads;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Api.Native;

/// <summary><c>POST /v1/jobs/{id}/items</c>: uploads as multipart, URLs as JSON; any number of requests until the job is sealed.</summary>
internal static class ItemsApi
{
    private const int MaxJsonBytes = 8 << 20;

    public static void MapItems(this IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/jobs/{id}/items", AddAsync)
        .WithTags("Jobs")
        .WithName("addItems")
        .WithSummary("Adds images to an open job: files as multipart/form-data, or URLs as JSON.")
        .WithDescription("What was accepted is never lost. With an Idempotency-Key a repeated request adds nothing and is answered as the first, and work on its first files begins while the others are on their way. A file's part may name the sender's reference in X-Client-Ref.")
        .RequireAuthorization(ScopePolicies.Optimize)
        .Accepts<AddItemsRequest>("application/json", "multipart/form-data")
        .WithFilesBody()
        .Produces<AcceptedItems>();

    internal static async Task<IResult> AddAsync(
        JobId id,
        HttpRequest request,
        ClaimsPrincipal user,
        AccountJobs jobs,
        UploadReceiver uploads,
        UploadLimiter slots,
        Backlog backlog,
        [FromHeader(Name = RequestValidation.KeyHeader)] string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        if (RequestValidation.CheckKey(idempotencyKey) is { } wrong) return wrong;
        if (await jobs.FindAsync(user, id, cancellationToken) is null) return Problem.NoSuchJob();
        if (!await backlog.HasRoomAsync(ApiKeyScheme.AccountOf(user), cancellationToken)) return Problem.TooManyWaiting();

        ItemBatches batches = new(jobs, id, uploads, idempotencyKey, cancellationToken);
        if (FormParts.IsMultipart(request))
        {
            using IDisposable slot = await slots.AcquireAsync(ApiKeyScheme.AccountOf(user), cancellationToken);
            return await AddFilesAsync(batches, id, request, uploads, cancellationToken);
        }

        if (request.HasJsonContentType()) return await AddUrlsAsync(batches, id, request, cancellationToken);
        return Problem.Of(ProblemCodes.UnsupportedMediaType, "Send files as multipart/form-data, or URLs as application/json.");
    }

    /// <summary>The problem that an answer stands for; <see langword="null"/> where the items were accepted.</summary>
    internal static ProblemHttpResult? ProblemFor(AddItemsResult answer) => answer switch
    {
        AddItemsResult.Accepted => null,
        AddItemsResult.Sealed => Problem.Of(ProblemCodes.JobSealed, "The job was sealed or has ended. Open another for more images."),
        AddItemsResult.JobFull(var max) => Problem.Of(ProblemCodes.TooLarge, $"A job has at most {max} items. Open another for more."),
        AddItemsResult.QuotaExceeded(var remaining) => Problem.Quota(remaining),
        AddItemsResult.Conflict => Problem.IdempotencyConflict(),
        _ => Problem.NoSuchJob(),
    };

    private static async Task<IResult> AddFilesAsync(ItemBatches batches, JobId job, HttpRequest request, UploadReceiver uploads, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (FormPart part in FormParts.ReadAsync(request, cancellationToken))
            {
                FormPart.File file = part as FormPart.File ?? throw UnexpectedField((FormPart.Field)part);
                if (await batches.MakeRoomAsync() is { } refused) return refused;
                StoredFile stored = await uploads.ReceiveAsync(job, file.Content, cancellationToken);
                batches.Add(new NewItem(file.Name, file.ClientRef, new ItemSource.Uploaded(stored)));
            }
        }
        catch
        {
            AcceptedBefore.Note(request.HttpContext, batches.Accepted);
            await batches.DiscardAsync();
            throw;
        }

        return await AnswerAsync(batches, job, "The multipart body holds no file.");
    }

    private static RefusedRequestException UnexpectedField(FormPart.Field field) => RefusedRequestException.Invalid(
        field.Name.Equals(ReductionOptions.JsonField, StringComparison.OrdinalIgnoreCase) || ReductionOptions.IsKnown(field.Name)
            ? $"Part {field.Number} of the form states '{field.Name}', which belongs to the job: state it in the request that opens the job."
            : $"Part {field.Number} of the form is the field '{field.Name}', and only files are taken here. A file needs a 'filename' in its Content-Disposition.");

    private static async Task<IResult> AddUrlsAsync(ItemBatches batches, JobId job, HttpRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<UrlInput> inputs = (await StrictJson.ReadBodyAsync<AddItemsRequest>(request, MaxJsonBytes, cancellationToken)).Inputs;
        if (RequestValidation.Check(inputs) is { } wrong) return wrong;

        foreach (UrlInput input in inputs)
        {
            if (await batches.MakeRoomAsync() is { } refused) return refused;
            batches.Add(RequestValidation.Item(input));
        }

        return await AnswerAsync(batches, job, "There are no URLs.");
    }

    private static async Task<IResult> AnswerAsync(ItemBatches batches, JobId job, string whereEmpty)
    {
        if (await batches.EndAsync() is { } refused) return refused;
        return batches.Accepted.Count == 0 ? RequestValidation.Invalid(whereEmpty) : TypedResults.Ok(new AcceptedItems(job.ToString(), batches.Accepted));
    }
}
