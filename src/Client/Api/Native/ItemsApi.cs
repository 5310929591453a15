using System.Runtime.CompilerServices;
using System.Security.Claims;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Api.Native.Document;
using JpegReducer.Client.Api.Native.Problems;
using JpegReducer.Client.Api.Native.Requests;
using JpegReducer.Client.Errors;
using JpegReducer.Client.Jobs;
using JpegReducer.Client.Uploads;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Ids;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Api.Native;

/// <summary><c>POST /v1/jobs/{id}/items</c>: uploads as multipart, URLs as JSON; any number of requests until the job is sealed.</summary>
internal static class ItemsApi
{
    private const int MaxJsonBytes = 8 << 20;

    public static void MapItems(this IEndpointRouteBuilder routes) => routes
        .MapPost("/jobs/{id}/items", AddAsync)
        .WithTags("Jobs")
        .WithName("addItems")
        .WithSummary("Adds images to an open job: files as multipart/form-data, or URLs as JSON.")
        .WithDescription(
            "An accepted item is never lost. With an Idempotency-Key a repeated request adds nothing and returns the items of the "
                + "first, and work on its first files begins while the others are being uploaded. A file's part may have a reference of "
                + "the sender's in X-Client-Ref.")
        .Accepts<AddItemsRequest>("application/json", "multipart/form-data")
        .WithFilesBody()
        .Produces<AcceptedItems>();

    internal static async Task<IResult> AddAsync(
        JobId id,
        HttpRequest request,
        ClaimsPrincipal user,
        JobSubmitter submitter,
        [FromHeader(Name = RequestValidation.KeyHeader)] string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        AccountId account = ApiKeyScheme.AccountOf(user);
        if (RequestValidation.CheckKey(idempotencyKey) is { } wrong) return wrong;
        if (await submitter.FindRefusalAsync(account, id, cancellationToken) is { } refusal) return RefusalProblems.Of(refusal);

        ItemSubmission submission = submitter.BeginItems(account, id, NativeMapper.Key("POST /v1/jobs/items", idempotencyKey));
        if (FormParts.IsMultipart(request)) return await AddFilesAsync(submission, id, request, cancellationToken);
        if (request.HasJsonContentType()) return await AddUrlsAsync(submission, id, request, cancellationToken);
        return NativeProblem.Of(ProblemCodes.UnsupportedMediaType, "Send files as multipart/form-data, or URLs as application/json.");
    }

    private static async Task<IResult> AddFilesAsync(
        ItemSubmission submission, JobId job, HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            Refusal? refusal = await submission.AddFilesAsync(FilesOf(request, cancellationToken), cancellationToken);
            return Respond(submission, job, refusal, whereEmpty: "The multipart body has no file.");
        }
        catch
        {
            AcceptedBefore.Record(request.HttpContext, NativeMapper.View(submission.Added));
            throw;
        }
    }

    private static async Task<IResult> AddUrlsAsync(
        ItemSubmission submission, JobId job, HttpRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<UrlInput> inputs = (await StrictJson.ReadBodyAsync<AddItemsRequest>(request, MaxJsonBytes, cancellationToken)).Inputs;
        if (RequestValidation.Check(inputs) is { } wrong) return wrong;

        return Respond(submission, job, await submission.AddAsync(inputs.Select(NativeMapper.Item)), whereEmpty: "There are no URLs.");
    }

    private static IResult Respond(ItemSubmission submission, JobId job, Refusal? refusal, string whereEmpty)
    {
        IReadOnlyList<AcceptedItem> accepted = NativeMapper.View(submission.Added);
        if (refusal is not null) return RefusalProblems.Of(refusal).WithAccepted(accepted);
        return accepted.Count == 0 ? NativeProblem.Invalid(whereEmpty) : TypedResults.Ok(new AcceptedItems(job.ToString(), accepted));
    }

    private static async IAsyncEnumerable<IncomingFile> FilesOf(
        HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FormPart part in FormParts.ReadAsync(request, cancellationToken))
        {
            FormPart.File file = part as FormPart.File ?? throw UnexpectedField((FormPart.Field)part);
            yield return new IncomingFile(file.Name, file.ClientRef, file.Content);
        }
    }

    private static RequestErrorException UnexpectedField(FormPart.Field field) => RequestErrorException.Invalid(
        field.Name.Equals(RequestOptions.JsonField, StringComparison.OrdinalIgnoreCase) || RequestOptions.IsKnown(field.Name)
            ? $"Part {field.Number} of the form is the option '{field.Name}', which belongs to the job: set it in the request that opens the job."
            : $"Part {field.Number} of the form is the field '{field.Name}', but only files are accepted here. A file needs a "
                + "'filename' in its Content-Disposition.");
}
