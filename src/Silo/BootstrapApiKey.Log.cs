namespace JpegReducer.Silo;

internal sealed partial class BootstrapApiKey
{
    [LoggerMessage(3003, LogLevel.Warning, "The local account has no API key: set one for the silos with Node__ApiKey")]
    private partial void LogNoApiKey();
}
