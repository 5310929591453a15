namespace JpegReducer.Hosting.Nodes;

/// <summary>Exit codes of silos and gateways, as in <c>sysexits.h</c>.</summary>
internal static class ExitCodes
{
    /// <summary>Stopped as requested.</summary>
    public const int Success = 0;

    /// <summary>EX_UNAVAILABLE: the same start may succeed later.</summary>
    public const int Unavailable = 69;

    /// <summary>EX_SOFTWARE: an unexpected error.</summary>
    public const int SoftwareError = 70;

    /// <summary>EX_CONFIG: the operator has to fix something first.</summary>
    public const int ConfigurationError = 78;
}
