using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace JpegReducer.ApiContracts;

/// <summary><c>POST /v1/jobs</c>: opens a job. Members that are omitted or null have their defaults.</summary>
public sealed record CreateJobRequest
{
    /// <summary>The settings of the reduction.</summary>
    [AllowNull]
    public ReductionRequest Options { get; set => field = value ?? new(); } = new();

    /// <summary>A name for display; at most 200 characters.</summary>
    public string? Label { get; set; }

    /// <summary>
    /// <c>bulk</c> (the default) or <c>interactive</c>, which is dispatched first: for a few images that a person waits for.
    /// </summary>
    public JobPriority Priority { get; set; } = JobPriority.Bulk;

    /// <summary>Images to fetch, at most 1,000. More, and uploads, can be added while the job is open.</summary>
    [AllowNull]
    public IReadOnlyList<UrlInput> Inputs { get; set => field = value ?? []; } = [];

    /// <summary>
    /// Whether items will be added later. Default: <see langword="true"/> if <see cref="Inputs"/> is empty.
    /// </summary>
    public bool? Open { get; set; }
}

/// <summary><c>POST /v1/jobs/{id}/items</c> with JSON: adds images by URL.</summary>
public sealed record AddItemsRequest
{
    /// <summary>1 to 1,000 images to fetch.</summary>
    [AllowNull]
    public IReadOnlyList<UrlInput> Inputs { get; set => field = value ?? []; } = [];
}

/// <summary>An image on a server of the customer.</summary>
/// <param name="Url">An absolute <c>http</c> or <c>https</c> URL; at most 2,083 characters.</param>
public sealed record UrlInput(string Url)
{
    /// <summary>The file's name. Default: the last segment of the URL.</summary>
    public string? Name { get; set; }

    /// <summary>A reference of the client, returned unchanged. At most 200 characters.</summary>
    public string? ClientRef { get; set; }
}

/// <summary>The priority of a job.</summary>
[JsonConverter(typeof(WordEnumConverter<JobPriority>))]
public enum JobPriority
{
    /// <summary>Dispatched when no interactive items are queued.</summary>
    Bulk,

    /// <summary>Dispatched before all bulk items.</summary>
    Interactive,
}
