using JpegReducer.ApiContracts;
using JpegReducer.Client.Jobs;
using JpegReducer.Client.Uploads;
using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using Wire = JpegReducer.Interfaces;

namespace JpegReducer.Client.Api.Native;

/// <summary>Maps between the contract of the native API and the application layer.</summary>
internal static class NativeMapper
{
    public static IdempotencyKey? Key(string operation, string? value) => value is null ? null : new IdempotencyKey(operation, value);

    public static JobRequest Job(CreateJobRequest request) => new(
        Settings(request.Options),
        Priority(request.Priority),
        request.Label,
        [.. request.Inputs.Select(Item)],
        IsComplete: !(request.Open ?? request.Inputs.Count == 0));

    /// <summary>An item whose source is a URL that was checked.</summary>
    public static NewItem Item(UrlInput input) => new(
        input.Name is { } name ? FileNames.Clean(name) : FileNames.Of(new Uri(input.Url)),
        input.ClientRef,
        new ItemSource.Remote(input.Url));

    public static IReadOnlyList<AcceptedItem> View(IReadOnlyList<AddedItem> items) =>
        [.. items.Select(
            added =>
            new AcceptedItem(
            added.Sequence, added.Item.Name, added.Item.ClientRef, (added.Item.Source as ItemSource.Uploaded)?.File.Bytes))];

    public static ReductionSettings Settings(ReductionRequest request) => new()
    {
        Mode = request.Mode switch
        {
            ApiContracts.ReductionMode.Glossy => Wire.Jobs.ReductionMode.Glossy,
            ApiContracts.ReductionMode.Lossless => Wire.Jobs.ReductionMode.Lossless,
            _ => Wire.Jobs.ReductionMode.Lossy,
        },
        Quality = request.Quality,
        Metadata = request.Metadata switch
        {
            ApiContracts.MetadataPolicy.Keep => Wire.Jobs.MetadataPolicy.Keep,
            ApiContracts.MetadataPolicy.Rights => Wire.Jobs.MetadataPolicy.Rights,
            _ => Wire.Jobs.MetadataPolicy.Strip,
        },
        Baseline = request.Baseline,
        Damaged = request.Damaged is ApiContracts.DamagedPolicy.Repair ? Wire.Jobs.DamagedPolicy.Repair : Wire.Jobs.DamagedPolicy.Keep,
        Outputs = Outputs(request.Formats),
    };

    /// <summary>The main output first, whatever the order of the formats; nothing where it is the only one.</summary>
    private static Wire.EquatableArray<OutputRequest> Outputs(ValueCollection<ApiContracts.OutputFormat> formats) =>
        formats.Contains(ApiContracts.OutputFormat.Webp)
            ?
            [
                new OutputRequest(OutputNames.Main, Wire.Jobs.OutputFormat.Keep),
                new OutputRequest(OutputNames.WebP, Wire.Jobs.OutputFormat.WebP),
            ]
            : [];

    private static Wire.Jobs.JobPriority Priority(ApiContracts.JobPriority priority) =>
        priority is ApiContracts.JobPriority.Interactive ? Wire.Jobs.JobPriority.Interactive : Wire.Jobs.JobPriority.Bulk;

    public static JobView View(JobStatus job)
    {
        JobTotals totals = job.Totals;
        string self = $"/v1/jobs/{job.Id}";
        return new JobView
        {
            Id = job.Id.ToString(),
            Label = job.Spec.Label,
            State = State(job),
            Options = Request(job.Spec.Settings),
            Priority = job.Spec.Priority is Wire.Jobs.JobPriority.Interactive ? ApiContracts.JobPriority.Interactive
                : ApiContracts.JobPriority.Bulk,
            Counts =
                new JobCounts(totals.Items, totals.Pending, totals.Reduced, totals.Kept, totals.Failed, totals.Cancelled, totals.Charged),
            BytesIn = totals.BytesIn,
            BytesOut = totals.BytesOut,
            SavedPercent = SavedPercent(totals.BytesIn, totals.BytesOut),
            CreatedAt = job.CreatedAt,
            ClosedAt = job.ClosedAt,
            Version = job.Version,
            Links = new JobLinks(self, $"{self}/items", $"{self}/seal", $"{self}/cancel", $"{self}/manifest"),
        };
    }

    public static ManifestItem View(JobId job, ItemRecord record)
    {
        ItemResult result = record.Result;
        StoredFile? source = result.Source ?? (record.Item.Source as ItemSource.Uploaded)?.File;
        string self = $"/v1/jobs/{job}/files/{record.Sequence}";
        return new ManifestItem
        {
            Sequence = record.Sequence,
            Name = record.Item.Name,
            ClientRef = record.Item.ClientRef,
            State = State(result.State),
            Reason = result.Reason,
            Detail = result.Detail,
            Input =
                new ManifestInput(
                (record.Item.Source as ItemSource.Remote)?.Address, source?.Bytes, source?.Sha256, result.SourceType, result.Width,
                result.Height)
                {
                    HadContentCredentials = result.Traits.HasFlag(SourceTraits.ContentCredentials),
                    HadMotionVideo = result.Traits.HasFlag(SourceTraits.MotionVideo),
                },
            Output = result.Main is { File: { } file } main
                ? new ManifestOutput(
                    file.Bytes, file.Sha256, main.MediaType
                    ?? "application/octet-stream", SavedPercent(source?.Bytes ?? 0, file.Bytes), Score(main))
                : null,
            Outputs = [.. result.Outputs.Select(output => View(self, output, source))],
            Charged = result.Credits > 0,
            EndedAt = record.EndedAt,
            ExpiresAt = result.Main?.File?.ExpiresAt ?? source?.ExpiresAt,
            Links = new ManifestLinks(result.Main?.File is null ? null : $"{self}/content", source is null ? null : $"{self}/original"),
        };
    }

    /// <summary>The path of an output's file.</summary>
    public static string ContentPath(JobId job, int sequence, string output) => ContentPath($"/v1/jobs/{job}/files/{sequence}", output);

    private static string ContentPath(string self, string output) =>
        output == OutputNames.Main ? $"{self}/content" : $"{self}/content?output={output}";

    private static ManifestOutputFile View(string self, ItemOutput output, StoredFile? source) => new()
    {
        Name = output.Name,
        State = output.State switch
        {
            ItemOutputState.Reduced => OutputState.Reduced,
            ItemOutputState.Kept => OutputState.Kept,
            ItemOutputState.Skipped => OutputState.Skipped,
            _ => OutputState.Failed,
        },
        Reason = output.Reason,
        Detail = output.Detail,
        Bytes = output.File?.Bytes,
        Sha256 = output.File?.Sha256,
        Type = output.MediaType,
        Width = output.Width,
        Height = output.Height,
        SavedPercent = output.File is { } file ? SavedPercent(source?.Bytes ?? 0, file.Bytes) : null,
        Score = Score(output),
        Charged = output.Charged,
        Content = output.File is null ? null : ContentPath(self, output.Name),
    };

    public static UsageView View(AccountId account, AccountUsage usage) => new()
    {
        Account = account.ToString(),
        Total = View(usage.Total),
        Month = View(usage.Month),
        Days = [.. usage.Days.Select(day => new ApiContracts.UsageDay(day.Day, View(day.Totals)))],
        MonthlyLimit = usage.MonthlyLimit,
        Reserved = usage.Reserved,
    };

    /// <summary>How much smaller the output is, in per cent of the input, to two places.</summary>
    public static double SavedPercent(long bytesIn, long bytesOut) =>
        bytesIn == 0 ? 0 : Math.Round(100.0 * (bytesIn - bytesOut) / bytesIn, 2);

    private static ApiContracts.UsageTotals View(Wire.Accounts.Usage.UsageTotals totals) =>
        new(totals.Reduced, totals.Kept, totals.Failed, totals.Charged, totals.BytesIn, totals.BytesOut);

    private static ManifestScore? Score(ItemOutput output) =>
        output.Score is { } value
            ? new ManifestScore("ssimulacra2", Math.Round(value, 2), output.ScoreIsMeasured ? "measured" : "estimated") : null;

    private static ReductionRequest Request(ReductionSettings settings) => new()
    {
        Mode = settings.Mode switch
        {
            Wire.Jobs.ReductionMode.Glossy => ApiContracts.ReductionMode.Glossy,
            Wire.Jobs.ReductionMode.Lossless => ApiContracts.ReductionMode.Lossless,
            _ => ApiContracts.ReductionMode.Lossy,
        },
        Quality = settings.Quality,
        Metadata = settings.Metadata switch
        {
            Wire.Jobs.MetadataPolicy.Keep => ApiContracts.MetadataPolicy.Keep,
            Wire.Jobs.MetadataPolicy.Rights => ApiContracts.MetadataPolicy.Rights,
            _ => ApiContracts.MetadataPolicy.Strip,
        },
        Baseline = settings.Baseline,
        Damaged = settings.Damaged is Wire.Jobs.DamagedPolicy.Repair ? ApiContracts.DamagedPolicy.Repair : ApiContracts.DamagedPolicy.Keep,
        Formats =
        [
            ApiContracts.OutputFormat.Keep,
            .. settings.Outputs.Where(output => output.Format is Wire.Jobs.OutputFormat.WebP).Select(_ => ApiContracts.OutputFormat.Webp),
        ],
    };

    private static ApiContracts.JobState State(JobStatus job) => job.State switch
    {
        Wire.Jobs.JobState.Open => ApiContracts.JobState.Open,
        Wire.Jobs.JobState.Running => job.Totals.Ended == 0 ? ApiContracts.JobState.Queued : ApiContracts.JobState.Running,
        Wire.Jobs.JobState.Done => ApiContracts.JobState.Done,
        _ => ApiContracts.JobState.Cancelled,
    };

    private static ApiContracts.ItemState State(Wire.Jobs.ItemState state) => state switch
    {
        Wire.Jobs.ItemState.Pending => ApiContracts.ItemState.Pending,
        Wire.Jobs.ItemState.Reduced => ApiContracts.ItemState.Reduced,
        Wire.Jobs.ItemState.Kept => ApiContracts.ItemState.Kept,
        Wire.Jobs.ItemState.Failed => ApiContracts.ItemState.Failed,
        _ => ApiContracts.ItemState.Cancelled,
    };
}
