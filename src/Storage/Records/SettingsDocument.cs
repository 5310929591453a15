using System.Text.Json;
using System.Text.Json.Serialization;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Storage.Records;

/// <summary>A job's settings as the JSON document that the ledger stores.</summary>
/// <remarks>
/// Only what differs from the default is written. Members are added and never change their meaning: a document of an older program
/// reads with the defaults, and one of a newer program without what this one does not know.
/// </remarks>
internal static class SettingsDocument
{
    /// <summary>The document of settings.</summary>
    public static string Write(ReductionSettings settings) => JsonSerializer.Serialize(settings, SettingsJson.Default.ReductionSettings);

    /// <summary>The settings of a document.</summary>
    /// <exception cref="JsonException">The document is not JSON, or a member has a value that is not known.</exception>
    public static ReductionSettings Read(string document) => JsonSerializer.Deserialize(document, SettingsJson.Default.ReductionSettings)!;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ReductionSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
