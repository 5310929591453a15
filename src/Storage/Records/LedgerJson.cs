using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JpegReducer.Interfaces;

namespace JpegReducer.Storage.Records;

/// <summary>
/// The JSON of the ledger's documents. The wire records are serialized directly, without members that have their default value: a
/// member that is added to one of them needs no change here. Members never change their meaning; a document of an older program is read with
/// the defaults, and one of a newer program without the members that are unknown to this one.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(EquatableArrayConverter)])]
[JsonSerializable(typeof(SettingsEnvelope))]
[JsonSerializable(typeof(ResultEnvelope))]
internal sealed partial class LedgerJson : JsonSerializerContext
{
    /// <summary>Reads a document and checks its version.</summary>
    /// <exception cref="JsonException">It is not JSON, has an unknown value, or has a version that this program cannot read.</exception>
    public static T Read<T>(string document, JsonTypeInfo<T> type)
        where T : LedgerDocument
    {
        T read = JsonSerializer.Deserialize(document, type) ?? throw new JsonException("The document is null.");
        return read.Version <= LedgerDocument.CurrentVersion ? read
            : throw new JsonException($"The document has version {read.Version}, of a newer program.");
    }
}

/// <summary>A document of the ledger.</summary>
internal abstract record LedgerDocument
{
    /// <summary>The version that this program writes. It increases when a program of the previous version could misread a document.</summary>
    public const int CurrentVersion = 0;

    /// <summary>The version that the document was written with.</summary>
    public int Version { get; init; } = CurrentVersion;
}

/// <summary>Writes arrays of the wire records as JSON arrays.</summary>
internal sealed class EquatableArrayConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(EquatableArray<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<EquatableArray<T>>
    {
        public override EquatableArray<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is not JsonTokenType.StartArray) throw new JsonException();
            JsonTypeInfo<T> type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
            List<T> items = [];
            while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray) items.Add(JsonSerializer.Deserialize(ref reader, type)!);
            return [.. items];
        }

        public override void Write(Utf8JsonWriter writer, EquatableArray<T> value, JsonSerializerOptions options)
        {
            JsonTypeInfo<T> type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
            writer.WriteStartArray();
            for (int i = 0; i < value.Count; i++) JsonSerializer.Serialize(writer, value[i], type);
            writer.WriteEndArray();
        }
    }
}
