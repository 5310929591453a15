using System.Text.Json;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Storage.Records;

/// <summary>A job's settings as the JSON document that the ledger stores.</summary>
internal static class SettingsDocument
{
    /// <summary>The document of settings.</summary>
    public static string Write(ReductionSettings settings) =>
        JsonSerializer.Serialize(new SettingsEnvelope { Settings = settings }, LedgerJson.Default.SettingsEnvelope);

    /// <summary>The settings of a document.</summary>
    /// <exception cref="JsonException">It cannot be read; see <see cref="LedgerJson.Read"/>.</exception>
    public static ReductionSettings Read(string document) =>
        LedgerJson.Read(document, LedgerJson.Default.SettingsEnvelope).Settings ?? new ReductionSettings();
}

/// <summary>What <see cref="SettingsDocument"/> writes.</summary>
internal sealed record SettingsEnvelope : LedgerDocument
{
    public ReductionSettings? Settings { get; init; }
}
