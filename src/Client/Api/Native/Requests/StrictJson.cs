using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace JpegReducer.Client.Api.Native.Requests;

/// <summary>
/// Reads the JSON of requests. What would be ignored or converted is refused with its path: unknown members, duplicate members, values of
/// another type. The members of a type are read from its contract.
/// </summary>
internal static class StrictJson
{
    private const int MaxDepth = 16;
    private const int MaxEchoedLength = 40;
    private const int MaxIgnoredBodyBytes = 64;

    /// <summary>How requests are read. Clients read responses leniently, so that a newer node may add members.</summary>
    public static JsonSerializerOptions Options { get; } = new(ApiJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = MaxDepth,
    };

    /// <summary>Reads a body that is JSON.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The maximum length of the body.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="RequestErrorException">The body is not a valid <typeparamref name="T"/>.</exception>
    public static async Task<T> ReadBodyAsync<T>(HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        bool isUtf8 = !MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) || !type.Charset.HasValue
            || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        if (!request.HasJsonContentType() || !isUtf8)
            throw RequestErrorException.UnsupportedMediaType("Send JSON in UTF-8, as application/json.");

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
        try
        {
            using JsonDocument document =
                await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = MaxDepth }, cancellationToken);
            return Read<T>(document.RootElement, "The body");
        }
        catch (JsonException exception)
        {
            throw NotJson("The body", exception);
        }
    }

    /// <summary>Checks that a request has no body, or an empty object, which some clients send.</summary>
    public static async Task ReadNoBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return;
        byte[] body = new byte[MaxIgnoredBodyBytes + 1];
        int length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        string text = System.Text.Encoding.ASCII.GetString(body, 0, length).Trim();
        if (text is not ("" or "{}")) throw RequestErrorException.Invalid("This address takes no body.");
    }

    /// <summary>Reads text that is JSON.</summary>
    /// <param name="json">The text.</param>
    /// <param name="where">The place it comes from, as the subject of a sentence.</param>
    /// <exception cref="RequestErrorException">The text is not JSON.</exception>
    public static JsonDocument Parse(string json, string where)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException) // half of a surrogate pair
        {
            throw NotJson(where, exception as JsonException);
        }
    }

    /// <summary>Converts JSON to a <typeparamref name="T"/>.</summary>
    /// <param name="json">The value.</param>
    /// <param name="where">The place it comes from, as the subject of a sentence.</param>
    /// <exception cref="RequestErrorException">The value is not a valid <typeparamref name="T"/>.</exception>
    public static T Read<T>(JsonElement json, string where)
    {
        JsonTypeInfo<T> type = (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
        try
        {
            Check(json, type, "", where);
            return json.Deserialize(type) ?? throw RequestErrorException.Invalid($"{where} is null.");
        }
        catch (JsonException exception)
        {
            throw RequestErrorException.Invalid(
                $"{where} has a value that cannot be read{(exception.Path is { Length: > 2 } path ? $": '{path[2..]}'" : "")}.");
        }
        catch (InvalidOperationException)
        {
            throw RequestErrorException.Invalid($"{where} has text that is not Unicode: half of a surrogate pair.");
        }
    }

    /// <summary>Checks that a value has the JSON type of <paramref name="type"/>.</summary>
    /// <exception cref="RequestErrorException">It has another type.</exception>
    public static void CheckValue(JsonElement value, Type type, string name) => Check(value, Options.GetTypeInfo(type), name, "");

    /// <summary>The names of an enumeration as the API spells them.</summary>
    public static IEnumerable<string> NamesOf(Type enumeration) =>
        Enum.GetNames(enumeration).Select(JsonNamingPolicy.KebabCaseLower.ConvertName);

    /// <summary>The type of a collection's elements; <see langword="null"/> for a type that is no collection.</summary>
    public static Type? ElementOf(Type type) => Options.GetTypeInfo(type).ElementType;

    private static void Check(JsonElement value, JsonTypeInfo type, string path, string where)
    {
        Type plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        string subject = path.Length == 0 ? where : $"'{path}'";
        if (type.Kind is JsonTypeInfoKind.Object)
        {
            if (value.ValueKind is not JsonValueKind.Object)
                throw RequestErrorException.Invalid($"{subject} is an object, not {Describe(value)}.");
            CheckMembers(value, type, path, where);
        }
        else if (type.Kind is JsonTypeInfoKind.Enumerable)
        {
            if (value.ValueKind is not JsonValueKind.Array)
                throw RequestErrorException.Invalid($"{subject} is an array, not {Describe(value)}.");
            int index = 0;
            foreach (JsonElement element in value.EnumerateArray())
                Check(element, Options.GetTypeInfo(type.ElementType!), $"{path}[{index++}]", where);
        }
        else if (FindMismatch(value, plain) is { } expected)
        {
            throw RequestErrorException.Invalid($"{subject} is {expected}, not {Describe(value)}.");
        }
    }

    private static void CheckMembers(JsonElement value, JsonTypeInfo type, string path, string where)
    {
        HashSet<string> seen = [];
        foreach (JsonProperty member in value.EnumerateObject())
        {
            string place = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            JsonPropertyInfo? known =
                type.Properties.FirstOrDefault(property => property.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase));
            if (known is null)
            {
                throw RequestErrorException.Invalid(
                    $"'{Shorten(place)}' is unknown.{NearestName.Hint(member.Name, [.. type.Properties.Select(property => property.Name)])}");
            }

            if (!seen.Add(known.Name)) throw RequestErrorException.Invalid($"'{place}' is set twice.");
            if (member.Value.ValueKind is not JsonValueKind.Null)
                Check(member.Value, Options.GetTypeInfo(known.PropertyType), place, where);
            else if (!known.IsSetNullable && Nullable.GetUnderlyingType(known.PropertyType) is null)
                throw RequestErrorException.Invalid($"'{place}' cannot be null.");
        }
    }

    /// <summary>A description of the values of a type; <see langword="null"/> where <paramref name="value"/> is one of them.</summary>
    private static string? FindMismatch(JsonElement value, Type type)
    {
        if (type.IsEnum)
        {
            bool isName = value.ValueKind is JsonValueKind.String
                && NamesOf(type).Contains(value.GetString(), StringComparer.OrdinalIgnoreCase);
            return isName ? null : $"one of {string.Join(", ", NamesOf(type))}";
        }

        if (type == typeof(string)) return value.ValueKind is JsonValueKind.String && value.GetString() is not null ? null : "a string";
        if (type == typeof(bool)) return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false";
        if (type == typeof(int)) return value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out _) ? null : "a whole number";
        return null;
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => $"\"{Shorten(value.GetString()!)}\"",
        _ => Shorten(value.GetRawText()),
    };

    private static string Shorten(string text) => text.Length <= MaxEchoedLength ? text : $"{text[..MaxEchoedLength]}…";

    private static RequestErrorException NotJson(string where, JsonException? exception) => RequestErrorException.Invalid(
        exception is { LineNumber: { } line, BytePositionInLine: { } place }
            ? $"{where} is not JSON of at most {MaxDepth} levels: see line {line + 1}, byte {place + 1}."
            : $"{where} is not JSON.");
}
