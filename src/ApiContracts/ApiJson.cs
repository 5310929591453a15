using System.Text.Json;
using System.Text.Json.Serialization;

namespace JpegReducer.ApiContracts;

/// <summary>How the native API spells its JSON: camel case, enumerations as words, what is absent left out.</summary>
/// <remarks>
/// Requests have settable members: generated code gives those that are init-only the default of their type where the JSON does not
/// name them, whatever their initializers say.
/// </remarks>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateJobRequest))]
[JsonSerializable(typeof(AddItemsRequest))]
[JsonSerializable(typeof(ReductionRequest))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(AcceptedItems))]
[JsonSerializable(typeof(ManifestPage))]
[JsonSerializable(typeof(ManifestItem))]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(NodeView))]
[JsonSerializable(typeof(ProblemView))]
public sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Spells an enumeration as lower-case words with dashes; numbers are not taken.</summary>
public sealed class WordEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
