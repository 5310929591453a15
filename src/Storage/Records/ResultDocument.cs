using System.Text.Json;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Storage.Records;

/// <summary>
/// How an item ended, as the JSON document that the ledger stores. It is the wire record without its files, which are stored as
/// <see cref="FileText"/>, and without what a reader can derive: the state, which is a column; an uploaded source; of each output with a file
/// the media type and size of the source; of the main output its name and the item's reason.
/// </summary>
internal static class ResultDocument
{
    /// <summary>Represents the source in the list of files.</summary>
    private const string SameAsSource = "=";

    /// <summary>The document of a result.</summary>
    public static string Write(ItemResult result, JobId job, int sequence)
    {
        ResultEnvelope document = new()
        {
            Source = result.Source is { Key.IsUpload: false } source
                ? FileText.Write(source, job, BlobKey.NameOfSource(sequence), expiresAt: null) : null,
            Files = result.Outputs.Count == 0 ? null : [.. result.Outputs.Select(output => WriteFile(output, result, job, sequence))],
            Result = result with
            {
                State = default,
                Source = null,
                Outputs = [.. result.Outputs.Select(output => Compact(output, result))],
            },
        };
        return JsonSerializer.Serialize(document, LedgerJson.Default.ResultEnvelope);
    }

    /// <summary>The result of a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="state">The item's state.</param>
    /// <param name="given">The uploaded source of the item.</param>
    /// <param name="job">The item's job.</param>
    /// <param name="sequence">The item's number.</param>
    /// <exception cref="JsonException">It cannot be read; see <see cref="LedgerJson.Read"/>.</exception>
    public static ItemResult Read(string document, ItemState state, ItemSource given, JobId job, int sequence)
    {
        ResultEnvelope read = LedgerJson.Read(document, LedgerJson.Default.ResultEnvelope);
        StoredFile? source = read.Source is null
            ? (given as ItemSource.Uploaded)?.File
            : FileText.Read(read.Source, job, BlobKey.NameOfSource(sequence), expiresAt: null);
        ItemResult result = (read.Result ?? new ItemResult(state)) with { State = state, Source = source };
        return result with
        {
            Outputs = [.. result.Outputs.Select((output, i) => Expand(output, read.Files?.ElementAtOrDefault(i), result, job, sequence))],
        };
    }

    private static ItemOutput Compact(ItemOutput output, ItemResult result)
    {
        if (output.Name == OutputNames.Main) output = output with { Name = null!, Reason = null, Detail = null };
        if (output.File is null) return output;

        output = output with { File = null };
        if (output.MediaType == result.SourceType) output = output with { MediaType = null };
        return (output.Width, output.Height) == (result.Width, result.Height) ? output with { Width = null, Height = null } : output;
    }

    private static ItemOutput Expand(ItemOutput output, string? file, ItemResult result, JobId job, int sequence)
    {
        if (output.Name is null) output = output with { Name = OutputNames.Main, Reason = result.Reason, Detail = result.Detail };
        return file is null ? output : output with
        {
            File = file == SameAsSource ? result.Source
                : FileText.Read(file, job, BlobKey.NameOfOutput(sequence, output.Name), result.Source?.ExpiresAt),
            MediaType = output.MediaType ?? result.SourceType,
            Width = output.Width ?? result.Width,
            Height = output.Height ?? result.Height,
        };
    }

    private static string? WriteFile(ItemOutput output, ItemResult result, JobId job, int sequence) =>
        output.File is not { } file ? null
        : file == result.Source ? SameAsSource
        : FileText.Write(file, job, BlobKey.NameOfOutput(sequence, output.Name), result.Source?.ExpiresAt);
}

/// <summary>What <see cref="ResultDocument"/> writes.</summary>
internal sealed record ResultEnvelope : LedgerDocument
{
    /// <summary>The source, if it is not the upload of the item.</summary>
    public string? Source { get; init; }

    /// <summary>The file of each output; <see langword="null"/> for an output without one.</summary>
    public string?[]? Files { get; init; }

    /// <summary>The rest of the result.</summary>
    public ItemResult? Result { get; init; }
}
