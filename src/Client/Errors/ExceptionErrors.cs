using System.Data.Common;
using System.Text.RegularExpressions;
using JpegReducer.Storage;
using JpegReducer.Storage.Blobs;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Errors;

/// <summary>
/// The errors that exceptions stand for: with a detail for what the caller can fix, without internals for what it cannot.
/// </summary>
internal static partial class ExceptionErrors
{
    private const int MaxEchoedLength = 40;

    /// <summary>Maps an exception to an error.</summary>
    public static RequestError Of(Exception exception) => exception switch
    {
        RequestErrorException refused => refused.Error,
        BadHttpRequestException { InnerException: RequestErrorException refused } => refused.Error,
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest, InnerException: null } bad when bad.Message.Contains(
            "end of request", StringComparison.OrdinalIgnoreCase) =>
            StatusErrors.CutOff,
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad => new(ErrorKind.InvalidRequest, Describe(bad)),
        BadHttpRequestException bad => StatusErrors.Of(bad.StatusCode),
        ConnectionResetException => StatusErrors.CutOff,
        BlobTooLargeException => new(ErrorKind.TooLarge, "The file is larger than allowed."),
        StorageFullException full => new(ErrorKind.StorageFull, full.Message),
        StorageUnavailableException unavailable => new(ErrorKind.Unavailable, $"{unavailable.Message} Try again."),
        StorageDamagedException =>
            new(ErrorKind.Unavailable, "The records cannot be read: their database is damaged. The operator has to restore it."),
        StorageRefusedException => new(ErrorKind.Unavailable, "Storage rejects requests. The operator finds the reason at /health/ready."),
        DbException => new(ErrorKind.Unavailable, "The database does not respond. Try again."), // from Orleans' own stores
        OrleansException or TimeoutException => new(ErrorKind.Unavailable, "The cluster is reorganizing. Try again."),
        _ => StatusErrors.Of(StatusCodes.Status500InternalServerError),
    };

    /// <summary>
    /// ASP.NET's messages name types and parameters of our code, which callers do not know; only names and values are taken from them.
    /// </summary>
    private static string Describe(BadHttpRequestException bad)
    {
        if (UnreadableValue().Match(bad.Message) is not { Success: true } match)
            return "The request cannot be read: its headers or its body are not valid HTTP.";

        string value = match.Groups["value"].Value;
        return $"'{match.Groups["name"].Value}' cannot be read from '{(value.Length > MaxEchoedLength ? $"{value[..MaxEchoedLength]}…" : value)}'.";
    }

    [GeneratedRegex("""^Failed to bind parameter "\S+ (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
    private static partial Regex UnreadableValue();
}
