using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Problems;
using JpegReducer.Client.Uploads;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JpegReducer.Client.Api.Native;

/// <summary>Checks values of requests.</summary>
internal static class RequestValidation
{
    /// <summary>The most URLs of one request.</summary>
    public const int MaxUrls = 1_000;

    private const int MaxUrlLength = 2_083;
    private const int MaxLabel = 200;
    private const int MaxKey = 255;

    /// <summary>What is wrong with options whose types are right; <see langword="null"/> where nothing is.</summary>
    public static string? Check(ReductionRequest options) => options.Quality is < 1 or > 100 ? "'quality' is a number from 1 to 100." : null;

    /// <summary>Checks a job's request; <see langword="null"/> where it is sound.</summary>
    public static ProblemHttpResult? Check(CreateJobRequest request)
    {
        if (request.Label is { Length: > MaxLabel }) return Invalid($"'label' has at most {MaxLabel} characters.");
        if (request is { Inputs.Count: 0, Open: false }) return Invalid("A job that takes no more items needs 'inputs'.");
        if (Check(request.Options) is { } wrong) return Invalid(wrong);
        return request.Inputs.Count == 0 ? null : Check(request.Inputs);
    }

    /// <summary>Checks URLs; <see langword="null"/> where all are sound.</summary>
    public static ProblemHttpResult? Check(IReadOnlyList<UrlInput> inputs)
    {
        if (inputs.Count is 0 or > MaxUrls) return Invalid($"'inputs' has 1 to {MaxUrls} entries; send more in further requests.");

        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Url is not { Length: <= MaxUrlLength } text || !Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            {
                return Invalid($"'inputs[{i}].url' is not an absolute http or https URL of at most {MaxUrlLength} characters.");
            }

            if (FileNames.CheckRef(inputs[i].ClientRef) is { } wrong) return Invalid($"'inputs[{i}].clientRef' {wrong}.");
            if (url.UserInfo.Length > 0) return Invalid($"'inputs[{i}].url' holds a user name or password, which would be kept in the records. Use a signed URL instead.");
        }

        return null;
    }

    /// <summary>Checks an <c>Idempotency-Key</c>; <see langword="null"/> where it is sound or absent.</summary>
    public static ProblemHttpResult? CheckKey(string? key) =>
        key is { Length: 0 or > MaxKey } ? Invalid($"'Idempotency-Key' has 1 to {MaxKey} characters.") : null;

    /// <summary>Checks a number; <see langword="null"/> where it is within its range or absent.</summary>
    public static ProblemHttpResult? CheckRange(string name, double? value, double min, double max) =>
        value is null || (value >= min && value <= max) ? null : Invalid(string.Create(CultureInfo.InvariantCulture, $"'{name}' is a number from {min} to {max}."));

    /// <summary>The header that makes a request repeatable.</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>A sound URL as an item.</summary>
    public static NewItem Item(UrlInput input) => new(
        input.Name is { } name ? FileNames.Clean(name) : FileNames.Of(new Uri(input.Url)),
        input.ClientRef,
        new ItemSource.Remote(input.Url));

    /// <summary>The id of a request's n-th batch: the same for the same key, so that a repeated request adds nothing; else random.</summary>
    public static Guid BatchId(JobId job, string? idempotencyKey, int ordinal)
    {
        if (idempotencyKey is null) return Guid.NewGuid();

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{job}\n{ordinal}\n{idempotencyKey}"), hash);
        return new Guid(hash[..16]);
    }

    /// <summary>The request is not valid.</summary>
    public static ProblemHttpResult Invalid(string detail) => Problem.Of(ProblemCodes.InvalidRequest, detail);
}
