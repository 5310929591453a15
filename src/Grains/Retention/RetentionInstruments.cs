using System.Diagnostics.Metrics;
using JpegReducer.Interfaces.Retention;

namespace JpegReducer.Grains.Retention;

/// <summary>The metrics of retention. Only the silo that hosts the grain reports them.</summary>
internal sealed class RetentionInstruments
{
    private readonly Counter<long> _files;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _records;
    private readonly TimeProvider _time;
    private readonly TimeSpan _fileLifetime;
    private DateTimeOffset? _earliestExpiry;

    /// <summary>Creates every series before its first event: the rate of a counter needs two samples.</summary>
    public RetentionInstruments(IMeterFactory meters, TimeProvider time, Microsoft.Extensions.Options.IOptions<RetentionOptions> options)
    {
        _time = time;
        _fileLifetime = options.Value.FileLifetime;
        Meter meter = meters.Create("JpegReducer.Retention");
        _files = meter.CreateCounter<long>("jpegreducer.retention.files.deleted", "{file}", "Files deleted because they expired.");
        _bytes = meter.CreateCounter<long>("jpegreducer.retention.bytes.deleted", "By", "Their bytes.");
        _records = meter.CreateCounter<long>("jpegreducer.retention.records.deleted", "{record}", "Records deleted because they expired.");
        meter.CreateObservableGauge("jpegreducer.retention.oldest_file_age", OldestFileAge, "s",
            "Age of the oldest file; more than its lifetime and two minutes is a fault.");
        _files.Add(0);
        _bytes.Add(0);
        _records.Add(0);
    }

    /// <summary>A sweep has completed.</summary>
    public void SweepCompleted(SweepReceipt receipt, DateTimeOffset? earliestExpiry)
    {
        _files.Add(receipt.Files);
        _bytes.Add(receipt.Bytes);
        _records.Add(receipt.Records);
        _earliestExpiry = earliestExpiry;
    }

    private double OldestFileAge() =>
        _earliestExpiry is { } expiry ? Math.Max(0, (_time.GetUtcNow() - (expiry - _fileLifetime)).TotalSeconds) : 0;
}
