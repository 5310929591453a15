using System.Globalization;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Api.Native.Problems;
using JpegReducer.Client.Uploads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JpegReducer.Client.Api.Native.Requests;

/// <summary>Checks values of requests. Methods return <see langword="null"/> for values that are valid or absent.</summary>
internal static class RequestValidation
{
    /// <summary>The header that makes a request repeatable.</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>The maximum number of URLs of one request.</summary>
    public const int MaxUrls = 1_000;

    private const int MaxUrlLength = 2_083;
    private const int MaxLabel = 200;
    private const int MaxKey = 255;

    /// <summary>Checks options whose types are right.</summary>
    public static string? Check(ReductionRequest options)
    {
        if (options.Quality is < 1 or > 100) return "'quality' is a number from 1 to 100.";
        if (!options.Formats.Contains(OutputFormat.Keep))
            return "'formats' includes keep: the image is always made in the format of its source as well.";
        return options.Formats.Distinct().Count() < options.Formats.Count ? "'formats' has each format once." : null;
    }

    /// <summary>Checks a request that opens a job.</summary>
    public static ProblemHttpResult? Check(CreateJobRequest request)
    {
        if (request.Label is { Length: > MaxLabel }) return NativeProblem.Invalid($"'label' has at most {MaxLabel} characters.");
        if (request is { Inputs.Count: 0, Open: false }) return NativeProblem.Invalid("A job that takes no more items needs 'inputs'.");
        if (Check(request.Options) is { } wrong) return NativeProblem.Invalid(wrong);
        return request.Inputs.Count == 0 ? null : Check(request.Inputs);
    }

    /// <summary>Checks URLs.</summary>
    public static ProblemHttpResult? Check(IReadOnlyList<UrlInput> inputs)
    {
        if (inputs.Count is 0 or > MaxUrls)
            return NativeProblem.Invalid($"'inputs' has 1 to {MaxUrls} entries; send more in further requests.");

        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Url is not { Length: <= MaxUrlLength } text
                || !Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
                || url.Scheme is not ("http" or "https"))
            {
                return NativeProblem.Invalid(
                    $"'inputs[{i}].url' is not an absolute http or https URL of at most {MaxUrlLength} characters.");
            }

            if (FileNames.CheckRef(inputs[i].ClientRef) is { } wrong) return NativeProblem.Invalid($"'inputs[{i}].clientRef' {wrong}.");
            if (url.UserInfo.Length > 0)
            {
                return NativeProblem.Invalid(
                    $"'inputs[{i}].url' contains a user name or password, which would be stored in the records. Use a signed URL instead.");
            }
        }

        return null;
    }

    /// <summary>Checks an <c>Idempotency-Key</c>.</summary>
    public static ProblemHttpResult? CheckKey(string? key) =>
        key is { Length: 0 or > MaxKey } ? NativeProblem.Invalid($"'{KeyHeader}' has 1 to {MaxKey} characters.") : null;

    /// <summary>Checks that a number is within its range.</summary>
    public static ProblemHttpResult? CheckRange(string name, double? value, double min, double max) =>
        value is null || (value >= min && value <= max)
            ? null
            : NativeProblem.Invalid(string.Create(CultureInfo.InvariantCulture, $"'{name}' is a number from {min} to {max}."));
}
