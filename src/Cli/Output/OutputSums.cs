namespace JpegReducer.Cli.Output;

/// <summary>Counts the outputs beside results, for the line below the table.</summary>
internal sealed class OutputSums
{
    private int _written, _skipped, _cancelled;
    private long _bytes;

    /// <summary>Number of outputs that could not be made or written.</summary>
    public int Failed { get; private set; }

    /// <summary>Whether there was none.</summary>
    public bool IsEmpty => _written + _skipped + _cancelled + Failed == 0;

    /// <summary>Counts an output.</summary>
    public void Add(OutputReport report)
    {
        _bytes += report.Bytes ?? 0;
        _ = report.State switch
        {
            "reduced" => _written++,
            "skipped" => _skipped++,
            "cancelled" => _cancelled++,
            _ => Failed++,
        };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string cancelled = _cancelled == 0 ? "" : $", {_cancelled} cancelled";
        return $"webp: {_written} written, {_skipped} skipped, {Failed} failed{cancelled}   {Sizes.Bytes(_bytes)}";
    }
}
