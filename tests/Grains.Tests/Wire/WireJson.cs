using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Grains.Tests.Wire;

/// <summary>What a message says, in a form that versions of its types can be held against. Written, never read.</summary>
internal static class WireJson
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new WhateverItIs(), new JobIdText(), new SiloText() } };

    public static JsonNode Of(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), Options)!;

    /// <summary>A member whose type is abstract is what it is, not what all of its kind have in common.</summary>
    private sealed class WhateverItIs : JsonConverter<object>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAbstract && !typeToConvert.IsInterface;

        public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, value.GetType(), options);
    }

    private sealed class JobIdText : JsonConverter<JobId>
    {
        public override JobId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, JobId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

        public override void WriteAsPropertyName(Utf8JsonWriter writer, JobId value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString());
    }

    private sealed class SiloText : JsonConverter<SiloAddress>
    {
        public override SiloAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, SiloAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToParsableString());
    }
}
