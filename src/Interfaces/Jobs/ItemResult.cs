namespace JpegReducer.Interfaces.Jobs;

/// <summary>How an item ended.</summary>
/// <param name="State">A final state; that of an item with outputs follows from its main output.</param>
[GenerateSerializer, Immutable, Alias("jr.item-result")]
public sealed record ItemResult([property: Id(0)] ItemState State)
{
    /// <summary>
    /// Why the item was kept or failed: a stable code, for example <c>not-smaller</c> or <c>truncated</c>; that of its main output.
    /// </summary>
    [Id(1)]
    public string? Reason { get; init; }

    /// <summary>The reason in a sentence, for people.</summary>
    [Id(2)]
    public string? Detail { get; init; }

    /// <summary>The source as it was read: the upload, or the file fetched from the URL. <see langword="null"/> if it could not be read.</summary>
    [Id(3)]
    public StoredFile? Source { get; init; }

    /// <summary>The source's media type, detected from its bytes.</summary>
    [Id(4)]
    public string? SourceType { get; init; }

    /// <summary>Width of the source in pixels.</summary>
    [Id(5)]
    public int? Width { get; init; }

    /// <summary>Height of the source in pixels.</summary>
    [Id(6)]
    public int? Height { get; init; }

    /// <summary>Parts of the source that a reduced file cannot have.</summary>
    [Id(7)]
    public SourceTraits Traits { get; init; }

    /// <summary>
    /// One entry for each requested output, <see cref="OutputNames.Main"/> first; empty if the item failed before it was decoded.
    /// </summary>
    [Id(8)]
    public EquatableArray<ItemOutput> Outputs { get; init; }

    /// <summary>How long the item took.</summary>
    [Id(9)]
    public ItemTimings Timings { get; init; }

    /// <summary>The main output; <see langword="null"/> if there are no outputs.</summary>
    public ItemOutput? Main => Find(OutputNames.Main);

    /// <summary>Credits charged for the item: one for each charged output.</summary>
    public int Credits
    {
        get
        {
            int credits = 0;
            for (int i = 0; i < Outputs.Count; i++) credits += Outputs[i].Charged ? 1 : 0;
            return credits;
        }
    }

    /// <summary>The result of an item with outputs. Its main output alone decides its state, reason and detail.</summary>
    /// <exception cref="ArgumentException">There is no main output, or it is <see cref="ItemOutputState.Skipped"/>.</exception>
    public static ItemResult Of(EquatableArray<ItemOutput> outputs)
    {
        ItemOutput? main = outputs.FirstOrDefault(output => output.Name == OutputNames.Main);
        ItemState state = main?.State switch
        {
            ItemOutputState.Reduced => ItemState.Reduced,
            ItemOutputState.Kept => ItemState.Kept,
            ItemOutputState.Failed => ItemState.Failed,
            _ => throw new ArgumentException("An item needs a main output that was reduced, kept or failed.", nameof(outputs)),
        };
        return new ItemResult(state) { Reason = main.Reason, Detail = main.Detail, Outputs = outputs };
    }

    /// <summary>The result of an item that failed before there were outputs.</summary>
    public static ItemResult Failed(string reason, string? detail, StoredFile? source = null) =>
        new(ItemState.Failed) { Reason = reason, Detail = detail, Source = source };

    /// <summary>The output of a name; <see langword="null"/> if there is none.</summary>
    public ItemOutput? Find(string name)
    {
        for (int i = 0; i < Outputs.Count; i++)
        {
            if (Outputs[i].Name == name) return Outputs[i];
        }

        return null;
    }
}

/// <summary>State of an item. Every state but <see cref="Pending"/> is final.</summary>
public enum ItemState
{
    /// <summary>Queued or in progress.</summary>
    Pending = 0,

    /// <summary>The main output is smaller than the source.</summary>
    Reduced = 1,

    /// <summary>The source is the main output.</summary>
    Kept = 2,

    /// <summary>The source could not be read or reduced.</summary>
    Failed = 3,

    /// <summary>The job was cancelled before the item was processed.</summary>
    Cancelled = 4,
}

/// <summary>How long an item took.</summary>
/// <param name="EngineMs">Milliseconds in the engine, for all outputs together.</param>
[GenerateSerializer, Immutable, Alias("jr.item-timings")]
public readonly record struct ItemTimings([property: Id(0)] double EngineMs);

/// <summary>Parts of a source that a reduced file cannot have, or that the metadata policy removes.</summary>
[Flags]
public enum SourceTraits
{
    /// <summary>No such part.</summary>
    None = 0,

    /// <summary>Content credentials (C2PA): their signature covers the bytes of the file, so that any change invalidates it.</summary>
    ContentCredentials = 1,

    /// <summary>The video of a motion photo.</summary>
    MotionVideo = 2,
}
