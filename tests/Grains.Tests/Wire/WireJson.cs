using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Grains.Tests.Wire;

/// <summary>The values of a message as JSON, to compare versions of its type. Written, never read.</summary>
internal static class WireJson
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new RuntimeType(), new JobIdText(), new SiloText() } };

    public static JsonNode Of(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), Options)!;

    /// <summary>Writes a member of an abstract type with the members of its runtime type.</summary>
    private sealed class RuntimeType : JsonConverter<object>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAbstract && !typeToConvert.IsInterface;

        public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
    }

    private sealed class JobIdText : JsonConverter<JobId>
    {
        public override JobId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, JobId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

        public override void WriteAsPropertyName(Utf8JsonWriter writer, JobId value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.ToString());
    }

    private sealed class SiloText : JsonConverter<SiloAddress>
    {
        public override SiloAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, SiloAddress value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToParsableString());
    }
}
