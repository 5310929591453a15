using System.Reflection;
using System.Text.Json.Nodes;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace JpegReducer.Grains.Tests.Wire;

/// <summary>
/// During an upgrade, silos and gateways of two versions exchange messages and read what the previous version has stored. Its messages are in
/// <c>contract-*.txt</c>, recorded by its own code; <c>JPEGREDUCER_RECORD_WIRE=FILE</c> records those of this version.
/// </summary>
public sealed class WireContractTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    /// <summary>Of each former version: its types, byte by byte, and its methods.</summary>
    public static TheoryData<string> Versions => [.. Recordings().Keys];

    [Theory, MemberData(nameof(Versions))]
    public void A_message_of_the_previous_version_is_read_with_the_same_values(string version)
    {
        foreach ((string alias, string bytes, string meant) in Recordings()[version].Messages)
        {
            object read = Serializer.Deserialize<object>(Convert.FromBase64String(bytes))!;

            Assert.Equal(WireSamples.Types[alias], read.GetType());
            AssertHolds(JsonNode.Parse(meant), WireJson.Of(read), alias);
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_member_of_the_previous_version_keeps_its_number_and_type(string version)
    {
        Assert.Subset(Members().ToHashSet(), Recordings()[version].Shape.ToHashSet());
    }

    [Fact]
    public void Every_type_that_is_sent_is_deserialized_unchanged()
    {
        foreach ((string alias, Type type) in WireSamples.Types)
        {
            object sample = WireSamples.Of(type);

            object read = Serializer.Deserialize<object>(Serializer.SerializeToArray<object>(sample))!;

            Assert.Equal((alias, WireJson.Of(sample).ToJsonString()), (alias, WireJson.Of(read).ToJsonString()));
        }
    }

    [Fact]
    public void This_version_can_be_recorded()
    {
        string[] lines =
        [
            .. Members().Select(member => $"shape {member}"),
            .. WireSamples.Types.Select(type => (type.Key, Sample: WireSamples.Of(type.Value)))
                .Select(
                    type =>
                    $"message {type.Key} {Convert.ToBase64String(Serializer.SerializeToArray<object>(type.Sample))} "
                        + $"{WireJson.Of(type.Sample).ToJsonString()}"),
        ];
        if (Environment.GetEnvironmentVariable("JPEGREDUCER_RECORD_WIRE") is { Length: > 0 } file) File.WriteAllLines(file, lines);

        Assert.Equal(WireSamples.Types.Count, Recording.Parse(lines).Messages.Count);
    }

    /// <summary>All expected values are present; members that were added since may be present too.</summary>
    private static void AssertHolds(JsonNode? meant, JsonNode? read, string where)
    {
        switch (meant)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? value) in members) AssertHolds(value, Assert.IsType<JsonObject>(read)[name], $"{where}.{name}");
                break;
            case JsonArray items:
                Assert.Equal(items.Count, Assert.IsType<JsonArray>(read).Count);
                for (int i = 0; i < items.Count; i++) AssertHolds(items[i], read[i], $"{where}[{i}]");
                break;
            default:
                Assert.Equal((where, meant?.ToJsonString()), (where, read?.ToJsonString()));
                break;
        }
    }

    /// <summary>Every member of every type by its number, and every method of every grain by its name.</summary>
    private static IEnumerable<string> Members()
    {
        foreach ((string alias, Type type) in WireSamples.Types)
        {
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            {
                if (property.GetCustomAttribute<IdAttribute>() is { } id) yield return $"{alias} {id.Id} {Name(property.PropertyType)}";
            }
        }

        foreach (Type grain in typeof(JobId).Assembly.GetTypes()
            .Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type))
            .OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            foreach (MethodInfo method in grain.GetMethods())
            {
                string parameters = string.Join(',', method.GetParameters().Select(parameter => Name(parameter.ParameterType)));
                yield return $"{WireSamples.AliasOf(grain)}/{WireSamples.AliasOf(method)}({parameters}) {Name(method.ReturnType)}";
            }
        }
    }

    /// <summary>The alias of a type, or its name.</summary>
    private static string Name(Type type)
    {
        if (!type.IsGenericType && WireSamples.AliasOf(type) is { } alias) return alias;
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[]";
        return type.IsGenericType ? $"{type.Name}<{string.Join(',', type.GetGenericArguments().Select(Name))}>" : type.Name;
    }

    private static Dictionary<string, Recording> Recordings()
    {
        Assembly here = typeof(WireContractTests).Assembly;
        return here.GetManifestResourceNames().Where(name => name.Contains("contract-", StringComparison.Ordinal)).ToDictionary(
            name => name,
            name =>
            {
                using StreamReader reader = new(here.GetManifestResourceStream(name)!);
                return Recording.Parse(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
            });
    }

    private sealed record Recording(IReadOnlyList<string> Shape, IReadOnlyList<(string Alias, string Bytes, string Meant)> Messages)
    {
        public static Recording Parse(string[] lines) => new(
            [.. lines.Where(line => line.StartsWith("shape ", StringComparison.Ordinal)).Select(line => line["shape ".Length..])],
            [.. lines.Where(line => line.StartsWith("message ", StringComparison.Ordinal)).Select(line => line.Split(' ', 4))
                .Select(parts => (parts[1], parts[2], parts[3]))]);
    }
}
