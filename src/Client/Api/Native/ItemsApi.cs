using System.Security.Claims;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Client.Api.Requests;
using JpegReducer.Client.Problems;
using JpegReducer.Client.Security;
using JpegReducer.Client.Uploads;
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
        .RequireAuthorization(GatewayPolicies.Optimize)
        .Accepts<AddItemsRequest>("application/json", "multipart/form-data")
        .Produces<AcceptedItems>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status402PaymentRequired)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    internal static async Task<IResult> AddAsync(
        JobId id,
        HttpRequest request,
        ClaimsPrincipal user,
        OwnJobs jobs,
        UploadReceiver uploads,
        UploadSlots slots,
        Backlog backlog,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        if (Inputs.CheckKey(idempotencyKey) is { } wrong) return wrong;
        if (await jobs.FindAsync(user, id, cancellationToken) is null) return Problem.NoSuchJob();
        if (!await backlog.HasRoomAsync(ApiKeyAuthentication.AccountOf(user), cancellationToken)) return Problem.TooManyWaiting();

        Batches batches = new(jobs.Grain(id), id, uploads, idempotencyKey, cancellationToken);
        if (FormParts.IsMultipart(request))
        {
            using IDisposable slot = await slots.AcquireAsync(ApiKeyAuthentication.AccountOf(user), cancellationToken);
            return await AddFilesAsync(batches, id, request, uploads, cancellationToken);
        }

        if (request.HasJsonContentType()) return await AddUrlsAsync(batches, id, request, cancellationToken);
        return Problem.Of(ProblemCodes.UnsupportedMediaType, "Send files as multipart/form-data, or URLs as application/json.");
    }

    /// <summary>The problem that an answer stands for; <see langword="null"/> where the items were accepted.</summary>
    internal static ProblemHttpResult? ProblemFor(AddItemsAnswer answer) => answer switch
    {
        AddItemsAnswer.Accepted => null,
        AddItemsAnswer.Sealed => Problem.Of(ProblemCodes.JobSealed, "The job was sealed or has ended. Open another for more images."),
        AddItemsAnswer.JobFull(var most) => Problem.Of(ProblemCodes.TooLarge, $"A job has at most {most} items. Open another for more."),
        AddItemsAnswer.QuotaExceeded(var remaining) => Problem.Quota(remaining),
        _ => Problem.NoSuchJob(),
    };

    private static async Task<IResult> AddFilesAsync(Batches batches, JobId job, HttpRequest request, UploadReceiver uploads, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (FormPart part in FormParts.ReadAsync(request, cancellationToken))
            {
                FormPart.File file = part as FormPart.File ?? throw UnexpectedField((FormPart.Field)part);
                StoredFile stored = await uploads.ReceiveAsync(job, file.Content, cancellationToken);
                if (await batches.AddAsync(new NewItem(file.Name, file.ClientRef, new ItemSource.Uploaded(stored))) is { } refused) return refused;
            }
        }
        catch
        {
            await batches.DiscardAsync();
            throw;
        }

        return await AnswerAsync(batches, job, "The multipart body holds no file.");
    }

    private static RefusedRequestException UnexpectedField(FormPart.Field field) => RefusedRequestException.Invalid(
        field.Name.Equals(ReductionOptions.JsonField, StringComparison.OrdinalIgnoreCase) || ReductionOptions.IsKnown(field.Name)
            ? $"Part {field.Number} of the form states '{field.Name}', which belongs to the job: state it in the request that opens the job."
            : $"Part {field.Number} of the form is the field '{field.Name}', and only files are taken here. A file needs a 'filename' in its Content-Disposition.");

    private static async Task<IResult> AddUrlsAsync(Batches batches, JobId job, HttpRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<UrlInput> inputs = (await StrictJson.ReadBodyAsync<AddItemsRequest>(request, MaxJsonBytes, cancellationToken)).Inputs;
        if (Inputs.Check(inputs) is { } wrong) return wrong;

        foreach (UrlInput input in inputs)
        {
            if (await batches.AddAsync(Inputs.Item(input)) is { } refused) return refused;
        }

        return await AnswerAsync(batches, job, "There are no URLs.");
    }

    private static async Task<IResult> AnswerAsync(Batches batches, JobId job, string whereEmpty)
    {
        if (await batches.FlushAsync() is { } refused) return refused;
        return batches.Accepted.Count == 0 ? Inputs.Invalid(whereEmpty) : TypedResults.Ok(new AcceptedItems(job.ToString(), batches.Accepted));
    }

    /// <summary>
    /// Gathers items and hands them to the job as they fill a batch: a request may bring more than a message may hold. Of one that may be
    /// repeated, work on the first files begins while the others are on their way; one without a key is taken whole or, up to a batch, not at
    /// all. Where a batch ends depends on nothing but the files before, so that a repetition comes to the same batches.
    /// </summary>
    private sealed class Batches(IJobGrain grain, JobId job, UploadReceiver uploads, string? idempotencyKey, CancellationToken cancellationToken)
    {
        private const long BytesWorthBeginningWith = 8 << 20;

        private readonly List<NewItem> _waiting = [];
        private long _waitingBytes;
        private int _ordinal;

        public List<AcceptedItem> Accepted { get; } = [];

        public async Task<ProblemHttpResult?> AddAsync(NewItem item)
        {
            _waiting.Add(item);
            _waitingBytes += (item.Source as ItemSource.Uploaded)?.File.Bytes ?? 0;
            bool isWorthBeginning = idempotencyKey is not null && _waitingBytes >= BytesWorthBeginningWith;
            return isWorthBeginning || _waiting.Count == ItemBatch.MaxItems ? await FlushAsync() : null;
        }

        public async Task<ProblemHttpResult?> FlushAsync()
        {
            if (_waiting.Count == 0) return null;

            ItemBatch batch = new(Inputs.BatchId(job, idempotencyKey, _ordinal++), [.. _waiting]);
            _waiting.Clear(); // from here on the files are the job's: where no answer comes, it may still have them
            _waitingBytes = 0;
            AddItemsAnswer answer = await GrainCalls.RetryAsync(() => grain.AddItemsAsync(batch), cancellationToken);
            if (answer is AddItemsAnswer.Accepted(var first, _))
            {
                Accepted.AddRange(batch.Items.Select((item, index) =>
                    new AcceptedItem(first + index, item.Name, item.ClientRef, (item.Source as ItemSource.Uploaded)?.File.Bytes)));
            }
            else
            {
                await DiscardAsync(batch.Items);
            }

            return ProblemFor(answer);
        }

        /// <summary>Deletes the files that were received and not handed to the job.</summary>
        public Task DiscardAsync() => DiscardAsync(_waiting);

        private async Task DiscardAsync(IEnumerable<NewItem> items)
        {
            foreach (ItemSource.Uploaded upload in items.Select(item => item.Source).OfType<ItemSource.Uploaded>()) await uploads.DiscardAsync(upload.File);
        }
    }
}
