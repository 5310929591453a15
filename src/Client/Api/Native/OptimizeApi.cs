using System.Diagnostics;
using System.Globalization;
using System.Security.Claims;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Admission;
using JpegReducer.Client.Api.Native.Document;
using JpegReducer.Client.Api.Native.Problems;
using JpegReducer.Client.Api.Native.Requests;
using JpegReducer.Client.Conditional;
using JpegReducer.Client.Errors;
using JpegReducer.Client.Jobs;
using JpegReducer.Client.Uploads;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client.Api.Native;

/// <summary><c>POST /v1/optimize</c>: one image in, a smaller one out.</summary>
internal static class OptimizeApi
{
    public static void MapOptimize(this IEndpointRouteBuilder routes) => routes
        .MapPost("/optimize", OptimizeAsync)
        .WithTags("Optimize")
        .WithName("optimize")
        .WithSummary("Reduces one image and returns its bytes.")
        .WithDescription(
            "Send the image as the raw body, with any Content-Type, or as the one file of a multipart body. Options are parameters of "
                + "the query, JSON in X-Options, or fields of the form; an option that is set in several of these places must have the "
                + "same value in each. With an Idempotency-Key a repeated request returns the result of the first, and is charged once. "
                + "The response is the main output; a Link header with rel=alternate (RFC 8288) has the path of each other one.")
        .WithImageBody()
        .WithReductionOptions()
        .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg", "image/png", "image/gif", "image/webp")
        .Produces<JobView>(StatusCodes.Status202Accepted);

    internal static async Task<IResult> OptimizeAsync(
        HttpContext context,
        ClaimsPrincipal user,
        SingleImageJob images,
        IOptions<GatewayOptions> gateway,
        [FromHeader(Name = RequestOptions.Header)] string? headerOptions,
        [FromHeader(Name = RequestParameters.FileNameHeader)] string? fileName,
        [FromHeader(Name = FormParts.ClientRefHeader)] string? clientRef,
        [FromHeader(Name = RequestValidation.KeyHeader)] string? idempotencyKey,
        [FromHeader(Name = "Prefer")] string? prefer)
    {
        CancellationToken aborted = context.RequestAborted;
        RequestOptions options = new();
        options.AddQuery(context.Request.Query);
        if (headerOptions is not null) options.AddJson(headerOptions, $"the header '{RequestOptions.Header}'");
        options.Build(); // errors are reported before the image is received
        if ((CheckNames(context.Request, fileName, clientRef) ?? RequestValidation.CheckKey(idempotencyKey)) is { } wrong) return wrong;

        // An announced length is refused before the body is sent.
        bool isMultipart = FormParts.IsMultipart(context.Request);
        if (!isMultipart && context.Request.ContentLength > gateway.Value.MaxUploadBytes)
        {
            return NativeProblem.Of(ProblemCodes.TooLarge, $"The image has more than {gateway.Value.MaxUploadBytes} bytes.");
        }

        await using SingleImageUpload upload = await images.BeginAsync(
            ApiKeyScheme.AccountOf(user), NativeMapper.Key("POST /v1/optimize", idempotencyKey), aborted);
        long bytes = isMultipart
            ? await ReceiveFormAsync(context.Request, upload, options, aborted)
            : await upload.ReceiveAsync(new IncomingFile(FileNames.Clean(fileName), clientRef, context.Request.Body), aborted);
        if (bytes == 0) return NativeProblem.Invalid("The body is empty. Send the image's bytes.");

        OpenResult result = await upload.SubmitAsync(NativeMapper.Settings(options.Build()));
        if (result is not OpenResult.Opened(var job)) return RefusalProblems.Of(((OpenResult.Refused)result).Reason);

        context.Response.Headers[OptimizeHeaders.Job] = job.Id.ToString();
        if (PrefersAsync(prefer)) return TypedResults.Accepted($"/v1/jobs/{job.Id}", NativeMapper.View(job));

        return await images.WaitAsync(job, gateway.Value.OptimizeTimeout, aborted) switch
        {
            SingleImageResult.Done done => Respond(context.Response.Headers, job.Id, done),
            SingleImageResult.Failed(var failed) =>
                NativeProblem.Of(ProblemCodes.ImageRefused, failed.Detail ?? "The image cannot be reduced.", ("reason", failed.Reason)),
            SingleImageResult.NotReady => NativeProblem.Of(
                ProblemCodes.NotReady, $"The image was accepted and will be processed, but is not ready yet. See /v1/jobs/{job.Id}.",
                ("job", job.Id.ToString())),
            SingleImageResult.Cancelled => NativeProblem.Of(ProblemCodes.NoContent, "The job was cancelled before the image was reduced."),
            SingleImageResult.Expired(var at) => NativeProblem.Of(
                ProblemCodes.Expired, $"The result expired at {at:u} and was deleted. Send the image again with a new Idempotency-Key."),
            SingleImageResult.NotFound => NativeProblem.NoSuchJob(),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Headers name the file of a raw body; in a form its part does.</summary>
    private static ProblemHttpResult? CheckNames(HttpRequest request, string? fileName, string? clientRef)
    {
        if (FileNames.CheckRef(clientRef) is { } wrong) return NativeProblem.Invalid($"'{FormParts.ClientRefHeader}' {wrong}.");
        return FormParts.IsMultipart(request) && (fileName ?? clientRef) is not null
            ? NativeProblem.Invalid(
                $"'{RequestParameters.FileNameHeader}' and '{FormParts.ClientRefHeader}' belong to a body that is the image itself. In "
                    + "a form they belong to the file's part.")
            : null;
    }

    /// <summary>Receives the one file of a form, and the options among its fields, before the file or after it.</summary>
    private static async Task<long> ReceiveFormAsync(
        HttpRequest request, SingleImageUpload upload, RequestOptions options, CancellationToken cancellationToken)
    {
        long bytes = 0;
        await foreach (FormPart part in FormParts.ReadAsync(request, cancellationToken))
        {
            switch (part)
            {
                case FormPart.Field(_, var name, var value):
                    options.AddField(name, value);
                    options.Build();
                    break;
                case FormPart.File file when !upload.HasImage:
                    bytes = await upload.ReceiveAsync(new IncomingFile(file.Name, file.ClientRef, file.Content), cancellationToken);
                    break;
                default:
                    throw RequestErrorException.Invalid(
                        $"Part {part.Number} of the form is a second file, but only one is accepted here. Open a job for more: POST /v1/jobs.");
            }
        }

        return upload.HasImage
            ? bytes
            : throw RequestErrorException.Invalid("The form has no file. A file needs a 'filename' in its Content-Disposition.");
    }

    /// <summary>
    /// Whether <c>Prefer</c> (RFC 7240) asks for a response before the image is reduced. Other preferences are ignored, as the RFC
    /// requires.
    /// </summary>
    private static bool PrefersAsync(string? prefer) =>
        prefer?.Split(',')
            .Any(preference => preference.Split(';')[0].Trim().Equals("respond-async", StringComparison.OrdinalIgnoreCase)) is true;

    private static FileResponse Respond(IHeaderDictionary headers, JobId job, SingleImageResult.Done done)
    {
        (ItemResult result, StoredFile source, JobFile.Opened output) = done;
        headers[OptimizeHeaders.OriginalSize] = source.Bytes.ToString(CultureInfo.InvariantCulture);
        headers[OptimizeHeaders.OptimizedSize] = output.File.Bytes.ToString(CultureInfo.InvariantCulture);
        headers[OptimizeHeaders.SavedPercent] = NativeMapper.SavedPercent(source.Bytes, output.File.Bytes)
            .ToString(CultureInfo.InvariantCulture);
        headers[OptimizeHeaders.Result] = result.State is Interfaces.Jobs.ItemState.Reduced
            ? OptimizeHeaders.Optimized : OptimizeHeaders.KeptOriginal;
        headers[OptimizeHeaders.EngineTime] = result.Timings.EngineMs.ToString("0.###", CultureInfo.InvariantCulture);
        if (result.Reason is { } reason) headers[OptimizeHeaders.Reason] = reason;
        if (result.Main is { Score: { } score } main)
        {
            string basis = main.ScoreIsMeasured ? "measured" : "estimated";
            headers[OptimizeHeaders.Metric] = string.Create(CultureInfo.InvariantCulture, $"ssimulacra2={score:0.##};{basis}");
        }

        foreach (ItemOutput other in result.Outputs.Where(other => other.Name != OutputNames.Main && other.File is not null))
        {
            headers.Append("Link", $"<{NativeMapper.ContentPath(job, 0, other.Name)}>; rel=\"alternate\"; type=\"{other.MediaType}\"");
        }

        return new FileResponse(output.File, output.Content, output.MediaType, name: null);
    }
}
