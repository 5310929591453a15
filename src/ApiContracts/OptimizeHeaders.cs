namespace JpegReducer.ApiContracts;

/// <summary>The headers of a response to <c>POST /v1/optimize</c>.</summary>
public static class OptimizeHeaders
{
    /// <summary>Bytes of the source.</summary>
    public const string OriginalSize = "X-Original-Size";

    /// <summary>Bytes of the result.</summary>
    public const string OptimizedSize = "X-Optimized-Size";

    /// <summary>How much smaller it is, in per cent of the source.</summary>
    public const string SavedPercent = "X-Saved-Percent";

    /// <summary><see cref="Optimized"/> or <see cref="KeptOriginal"/>.</summary>
    public const string Result = "X-Result";

    /// <summary>The value of <see cref="Result"/> if the body is smaller than the source.</summary>
    public const string Optimized = "optimized";

    /// <summary>The value of <see cref="Result"/> if the body is the source.</summary>
    public const string KeptOriginal = "kept-original";

    /// <summary>Why the original was kept.</summary>
    public const string Reason = "X-Reason";

    /// <summary>The visible quality, where one was determined, as <c>ssimulacra2=82.1;measured</c>.</summary>
    public const string Metric = "X-Metric";

    /// <summary>The job of the image.</summary>
    public const string Job = "X-Job";

    /// <summary>How long the engine worked, in milliseconds.</summary>
    public const string EngineTime = "X-Engine-Time";
}
