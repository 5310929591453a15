using System.Text.Json;
using System.Text.Json.Serialization;

namespace JpegReducer.ApiContracts;

/// <summary>The JSON of the native API: camel case, enumerations as names, without null members.</summary>
/// <remarks>
/// Members of requests are settable: for init-only members that the JSON omits, generated code ignores initializers and sets the default of
/// the type.
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

/// <summary>Writes enumerations as lower-case names with dashes; numbers are rejected.</summary>
public sealed class WordEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
