using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Errors;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Api.Native.Requests;

/// <summary>
/// Collects the options of one image from the places of a request where they may be set: the query, the header <c>X-Options</c>, fields of
/// the form. An option may be set in several places to the same value. The options are the properties of <see cref="ReductionRequest"/>.
/// </summary>
internal sealed class RequestOptions
{
    /// <summary>The header that holds options as JSON.</summary>
    public const string Header = "X-Options";

    /// <summary>The field of a form that holds options as JSON.</summary>
    public const string JsonField = "options";

    private static readonly JsonTypeInfo Contract = StrictJson.Options.GetTypeInfo(typeof(ReductionRequest));

    private readonly Dictionary<string, (JsonNode Value, string Where)> _set = [];

    /// <summary>The names and types of all options.</summary>
    public static IReadOnlyList<(string Name, Type Type)> Known { get; } =
        [.. Contract.Properties.Select(option => (option.Name, Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType))];

    /// <summary>Whether there is an option of this name.</summary>
    public static bool IsKnown(string name) => Known.Any(option => option.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds the options of the query; other parameters are ignored.</summary>
    /// <exception cref="RequestErrorException">
    /// An option has an invalid value, or different values in two places; so for every method here.
    /// </exception>
    public void AddQuery(IQueryCollection query)
    {
        foreach ((string name, var values) in query)
        {
            foreach (string? value in values)
            {
                if (IsKnown(name)) AddText(name, value ?? "", "the query");
            }
        }
    }

    /// <summary>Adds a field of a form.</summary>
    public void AddField(string name, string value)
    {
        if (name.Equals(JsonField, StringComparison.OrdinalIgnoreCase)) AddJson(value, $"the field '{JsonField}'");
        else if (IsKnown(name)) AddText(name, value, "the form");
        else throw RequestErrorException.Invalid(
            $"The field '{name}' is unknown.{NearestName.Hint(name, [.. Known.Select(option => option.Name), JsonField])}");
    }

    /// <summary>Adds options in JSON.</summary>
    /// <param name="json">An object with any of the options.</param>
    /// <param name="where">The place it comes from, for use within a sentence.</param>
    public void AddJson(string json, string where)
    {
        string subject = char.ToUpperInvariant(where[0]) + where[1..];
        using JsonDocument document = StrictJson.Parse(json, subject);
        StrictJson.Read<ReductionRequest>(document.RootElement, subject);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            (string name, Type type) = Find(member.Name);
            if (member.Value.ValueKind is not JsonValueKind.Null) Add(name, Canonical(member.Value, type), where);
        }
    }

    /// <summary>The options; those that were not set have their defaults.</summary>
    public ReductionRequest Build()
    {
        JsonObject all = new(_set.Select(option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value.Value.DeepClone())));
        ReductionRequest request = all.Deserialize((JsonTypeInfo<ReductionRequest>)Contract)!;
        return RequestValidation.Check(request) is { } wrong ? throw RequestErrorException.Invalid(wrong) : request;
    }

    private static (string Name, Type Type) Find(string name) =>
        Known.First(option => option.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static JsonNode Canonical(JsonElement value, Type type) => type switch
    {
        { IsEnum: true } => NameOf(value),
        _ when StrictJson.ElementOf(type) is { } element => new JsonArray(
            [.. value.EnumerateArray().Select(item => Canonical(item, element))]),
        _ => JsonNode.Parse(value.GetRawText())!,
    };

    private static JsonNode NameOf(JsonElement value) => value.GetString()!.ToLowerInvariant();

    private void AddText(string setName, string text, string where)
    {
        (string name, Type type) = Find(setName);
        JsonNode value = type switch
        {
            _ when type == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) =>
                number,
            _ when type == typeof(bool) && text is "true" or "false" => text is "true",
            _ when type.IsEnum => text.ToLowerInvariant(),
            _ when StrictJson.ElementOf(type) is not null => new JsonArray(
                [.. text.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries).Select(element => JsonValue.Create(element))]),
            _ => text,
        };
        StrictJson.CheckValue(JsonSerializer.SerializeToElement(value), type, name);
        Add(name, value, where);
    }

    private void Add(string name, JsonNode value, string where)
    {
        if (!_set.TryAdd(name, (value, where)) && !JsonNode.DeepEquals(_set[name].Value, value))
        {
            throw RequestErrorException.Invalid(
                $"'{name}' is {_set[name].Value.ToJsonString()} in {_set[name].Where} and {value.ToJsonString()} in {where}. Set it once.");
        }
    }
}
