using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace JpegReducer.ApiContracts;

/// <summary><c>POST /v1/jobs</c>: opens a job. What is left out, or null, is what it says here.</summary>
public sealed record CreateJobRequest
{
    /// <summary>How its images are to be reduced.</summary>
    [AllowNull]
    public ReductionRequest Options { get; set => field = value ?? new(); } = new();

    /// <summary>A name for people; at most 200 characters.</summary>
    public string? Label { get; set; }

    /// <summary><c>bulk</c> (the default) or <c>interactive</c>, which goes first and is meant for a few images that somebody waits for.</summary>
    public JobPriority Priority { get; set; } = JobPriority.Bulk;

    /// <summary>Images to fetch, at most 1,000. More, and uploads, can be added while the job is open.</summary>
    [AllowNull]
    public IReadOnlyList<UrlInput> Inputs { get; set => field = value ?? []; } = [];

    /// <summary>Whether items will be added later. Left out: <see langword="true"/> where <see cref="Inputs"/> is empty, else <see langword="false"/>.</summary>
    public bool? Open { get; set; }
}

/// <summary><c>POST /v1/jobs/{id}/items</c> with JSON: adds images by URL.</summary>
public sealed record AddItemsRequest
{
    /// <summary>1 to 1,000 images to fetch.</summary>
    [AllowNull]
    public IReadOnlyList<UrlInput> Inputs { get; set => field = value ?? []; } = [];
}

/// <summary>An image on a server of the customer's.</summary>
/// <param name="Url">An absolute <c>http</c> or <c>https</c> URL; at most 2,083 characters.</param>
public sealed record UrlInput(string Url)
{
    /// <summary>The file's name; left out, the last segment of the URL.</summary>
    public string? Name { get; set; }

    /// <summary>What the sender calls the image; handed back untouched. At most 200 characters.</summary>
    public string? ClientRef { get; set; }
}

/// <summary>Which queue a job waits in.</summary>
[JsonConverter(typeof(WordEnumConverter<JobPriority>))]
public enum JobPriority
{
    /// <summary>As soon as there is room.</summary>
    Bulk,

    /// <summary>Before all bulk work.</summary>
    Interactive,
}
