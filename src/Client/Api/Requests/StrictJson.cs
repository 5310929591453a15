using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace JpegReducer.Client.Api.Requests;

/// <summary>
/// Reads the JSON of requests. Whatever would be ignored or bent is refused by its path: unknown members, members twice, values of another
/// type. What a type has is read from its contract, so that a member is listed there alone.
/// </summary>
internal static class StrictJson
{
    private const int MaxDepth = 16;
    private const int MaxEchoedLength = 40;
    private const int MaxIgnoredBodyBytes = 64;

    /// <summary>How requests are read. Answers are read leniently by our clients, so that a newer node may say more.</summary>
    public static JsonSerializerOptions Options { get; } = new(ApiJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = MaxDepth,
    };

    /// <summary>Reads a body that is JSON.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The most bytes that the body may have.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="RefusedRequestException">The body is not what <typeparamref name="T"/> says.</exception>
    public static async Task<T> ReadBodyAsync<T>(HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        bool isUtf8 = !MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) || !type.Charset.HasValue
            || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        if (!request.HasJsonContentType() || !isUtf8) throw new RefusedRequestException(ProblemCodes.UnsupportedMediaType, "Send JSON in UTF-8, as application/json.");

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = maxBytes;
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = MaxDepth }, cancellationToken);
            return Read<T>(document.RootElement, "The body");
        }
        catch (JsonException exception)
        {
            throw NotJson("The body", exception);
        }
    }

    /// <summary>Checks that a request has no body, or an empty object where a client sends one: what it would say is not known.</summary>
    public static async Task ReadNoBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return;
        byte[] body = new byte[MaxIgnoredBodyBytes + 1];
        int length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        string text = System.Text.Encoding.ASCII.GetString(body, 0, length).Trim();
        if (text is not ("" or "{}")) throw RefusedRequestException.Invalid("This address takes no body: what it says would be ignored.");
    }

    /// <summary>Reads text that is JSON.</summary>
    /// <param name="json">The text.</param>
    /// <param name="where">Where it stands, as the subject of a sentence.</param>
    /// <exception cref="RefusedRequestException">The text is not JSON.</exception>
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

    /// <summary>Turns JSON into what <typeparamref name="T"/> says.</summary>
    /// <param name="json">The value.</param>
    /// <param name="where">Where it stands, as the subject of a sentence.</param>
    /// <exception cref="RefusedRequestException">It is not what <typeparamref name="T"/> says.</exception>
    public static T Read<T>(JsonElement json, string where)
    {
        JsonTypeInfo<T> type = (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
        try
        {
            Check(json, type, "", where);
            return json.Deserialize(type) ?? throw RefusedRequestException.Invalid($"{where} is null.");
        }
        catch (JsonException exception)
        {
            throw RefusedRequestException.Invalid($"{where} has a value that cannot be read{(exception.Path is { Length: > 2 } path ? $": '{path[2..]}'" : "")}.");
        }
        catch (InvalidOperationException)
        {
            throw RefusedRequestException.Invalid($"{where} holds text that is not Unicode: half of a surrogate pair.");
        }
    }

    /// <summary>Checks one value against the type that its place has.</summary>
    /// <exception cref="RefusedRequestException">It is of another kind.</exception>
    public static void CheckValue(JsonElement value, Type type, string name) => Check(value, Options.GetTypeInfo(type), name, "");

    /// <summary>The words of an enumeration as the API spells them.</summary>
    public static IEnumerable<string> WordsOf(Type enumeration) => Enum.GetNames(enumeration).Select(JsonNamingPolicy.KebabCaseLower.ConvertName);

    private static void Check(JsonElement value, JsonTypeInfo type, string path, string where)
    {
        Type plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        string subject = path.Length == 0 ? where : $"'{path}'";
        if (type.Kind is JsonTypeInfoKind.Object)
        {
            if (value.ValueKind is not JsonValueKind.Object) throw RefusedRequestException.Invalid($"{subject} is an object, not {Describe(value)}.");
            CheckMembers(value, type, path, where);
        }
        else if (type.Kind is JsonTypeInfoKind.Enumerable)
        {
            if (value.ValueKind is not JsonValueKind.Array) throw RefusedRequestException.Invalid($"{subject} is an array, not {Describe(value)}.");
            int index = 0;
            foreach (JsonElement element in value.EnumerateArray()) Check(element, Options.GetTypeInfo(type.ElementType!), $"{path}[{index++}]", where);
        }
        else if (WhatItIs(value, plain) is { } expected)
        {
            throw RefusedRequestException.Invalid($"{subject} is {expected}, not {Describe(value)}.");
        }
    }

    private static void CheckMembers(JsonElement value, JsonTypeInfo type, string path, string where)
    {
        HashSet<string> seen = [];
        foreach (JsonProperty member in value.EnumerateObject())
        {
            string place = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            JsonPropertyInfo? known = type.Properties.FirstOrDefault(property => property.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase));
            if (known is null)
            {
                throw RefusedRequestException.Invalid($"'{Shorten(place)}' is unknown.{NearestName.Hint(member.Name, [.. type.Properties.Select(property => property.Name)])}");
            }

            if (!seen.Add(known.Name)) throw RefusedRequestException.Invalid($"'{place}' is there twice.");
            if (member.Value.ValueKind is not JsonValueKind.Null) Check(member.Value, Options.GetTypeInfo(known.PropertyType), place, where);
            else if (!known.IsSetNullable && Nullable.GetUnderlyingType(known.PropertyType) is null) throw RefusedRequestException.Invalid($"'{place}' cannot be null.");
        }
    }

    /// <summary>What a value of a type is, in words; <see langword="null"/> where this is one.</summary>
    private static string? WhatItIs(JsonElement value, Type type)
    {
        if (type.IsEnum)
        {
            bool isWord = value.ValueKind is JsonValueKind.String && WordsOf(type).Contains(value.GetString(), StringComparer.OrdinalIgnoreCase);
            return isWord ? null : $"one of {string.Join(", ", WordsOf(type))}";
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

    private static RefusedRequestException NotJson(string where, JsonException? exception) => RefusedRequestException.Invalid(
        exception is { LineNumber: { } line, BytePositionInLine: { } place }
            ? $"{where} is not JSON of at most {MaxDepth} levels: see line {line + 1}, byte {place + 1}."
            : $"{where} is not JSON.");
}
