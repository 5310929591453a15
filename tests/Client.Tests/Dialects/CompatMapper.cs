using JpegReducer.Client.Jobs;
using JpegReducer.Interfaces.Jobs;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Tests.Dialects;

/// <summary>Maps results of the application layer.</summary>
internal static class CompatMapper
{
    public static IResult Result(JobStatus job, SingleImageResult result) => result switch
    {
        SingleImageResult.Done done => Results.Json(new CompatResult(2, job.Id.ToString(), done.Source.Bytes, done.Output.File.Bytes)),
        SingleImageResult.Failed(var item) => CompatErrors.Of(-202, item.Detail ?? ""),
        _ => CompatErrors.Of(1, "The image is still being processed."),
    };

    public static IResult Status(JobStatus? job) => job is null
        ? CompatErrors.Of(-302, "There is no such job.")
        : Results.Json(new CompatResult(job.IsClosed ? 2 : 1, job.Id.ToString(), job.Totals.BytesIn, job.Totals.BytesOut));

    public static IResult Refused(OpenResult result) => result switch
    {
        OpenResult.Refused(Refusal.QuotaExceeded(var remaining)) => CompatErrors.Of(-403, $"{remaining} images are left."),
        _ => CompatErrors.Of(-112, "The image was refused."),
    };
}

/// <summary>A response without an error.</summary>
internal sealed record CompatResult(int Code, string Job, long OriginalSize, long Size);
