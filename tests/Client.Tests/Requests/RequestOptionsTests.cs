using System.Text.Json;
using CsCheck;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Api.Native.Requests;
using JpegReducer.Client.Errors;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Tests.Requests;

/// <summary>Options are read from every place of a request, or the request is refused.</summary>
public sealed class RequestOptionsTests
{
    private static readonly Gen<ReductionRequest> Request = Gen.Select(
        Gen.OneOf(Enum.GetValues<ReductionMode>()), Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, 100].Select(number => (int?)number)),
        Gen.OneOf(Enum.GetValues<MetadataPolicy>()), Gen.Bool, Gen.OneOf(Enum.GetValues<DamagedPolicy>()), Gen.Bool,
        (mode, quality, metadata, baseline, damaged, webp) => new ReductionRequest
        {
            Mode = mode,
            Quality = quality,
            Metadata = metadata,
            Baseline = baseline,
            Damaged = damaged,
            Formats = webp ? [OutputFormat.Keep, OutputFormat.Webp] : [OutputFormat.Keep],
        });

    private static readonly Gen<string> Junk = Gen.OneOf(
        Gen.Char.Array[0, 8].Select(characters => new string(characters)),
        Gen.OneOf(
            "mode", "Mode", "quality", "metadata", "baseline", "damaged", "options", "lossy", "1", "-1", "1e2", "true", "null", "{", "}",
            "{}", "[]", "\"", ":", ",", "99999999999", "\\ud800", "a,b", "0"));

    [Fact]
    public void Any_options_are_read_from_every_place() => Gen.Select(Request, Gen.Int[0, 2].Array[6]).Sample((request, places) =>
    {
        JsonElement members = JsonSerializer.SerializeToElement(request, ApiJson.Default.ReductionRequest);
        RequestOptions options = new();
        Dictionary<string, string> query = [];
        foreach ((int index, JsonProperty member) in members.EnumerateObject().Index())
        {
            switch (places[index])
            {
                case 0: query.Add(member.Name, TextOf(member.Value)); break;
                case 1: options.AddField(member.Name, TextOf(member.Value)); break;
                default: options.AddJson($$"""{"{{member.Name}}":{{member.Value.GetRawText()}}}""", "the header"); break;
            }
        }

        options.AddQuery(Query(query));

        Assert.Equal(request, options.Build());
    });

    [Theory]
    [InlineData("webp", "keep")]
    [InlineData("keep,keep", "once")]
    [InlineData("keep,avif", "one of keep, webp")]
    [InlineData("", "one of keep, webp")]
    public void Formats_that_make_no_sense_are_refused_with_what_is_wrong(string formats, string named)
    {
        RequestOptions options = new();

        RequestErrorException error = Assert.Throws<RequestErrorException>(() =>
        {
            options.AddField("formats", formats);
            options.Build();
        });

        Assert.Contains("'formats", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_options_or_a_refusal_with_its_reason() =>
        Gen.Select(Junk.Array[1, 9], Junk, Junk).Sample((pieces, name, value) =>
    {
        AssertReadOrRefused(options => options.AddJson(string.Concat(pieces), "the header 'X-Options'"));
        AssertReadOrRefused(options => options.AddJson($"{{{string.Concat(pieces)}}}", "the header 'X-Options'"));
        AssertReadOrRefused(options => options.AddField(name, value));
        AssertReadOrRefused(options => options.AddQuery(Query(new() { [name] = value })));
    });

    [Theory]
    [InlineData("""{"mode":"lossy","qualty":80}""", "'qualty'", "'quality'")]
    [InlineData("""{"mode":"lossy","Mode":"glossy"}""", "'Mode'", "twice")]
    [InlineData("""{"quality":"80"}""", "'quality'", "a whole number")]
    [InlineData("""{"quality":80.5}""", "'quality'", "a whole number")]
    [InlineData("""{"mode":1}""", "'mode'", "lossy, glossy, lossless")]
    [InlineData("""{"mode":"lossy, glossy"}""", "'mode'", "lossy, glossy, lossless")]
    [InlineData("""{"mode":null}""", "'mode'", "null")]
    [InlineData("""{"baseline":"true"}""", "'baseline'", "true or false")]
    [InlineData("""{"mode":{"name":"lossy"}}""", "'mode'", "an object")]
    [InlineData("""["lossy"]""", "header", "an array")]
    public void The_error_in_json_is_named(string json, string named, string also)
    {
        RequestErrorException refused =
            Assert.Throws<RequestErrorException>(() => new RequestOptions().AddJson(json, "the header 'X-Options'"));

        Assert.Contains(named, refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(also, refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("JpegReducer.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_may_be_set_twice_only_to_the_same_value()
    {
        RequestOptions options = new();
        options.AddQuery(Query(new() { ["mode"] = "Glossy" }));
        options.AddJson("""{"mode":"glossy","quality":70}""", "the header 'X-Options'");

        RequestErrorException refused = Assert.Throws<RequestErrorException>(() => options.AddField("quality", "71"));

        Assert.Equal((ReductionMode.Glossy, 70), (options.Build().Mode, options.Build().Quality));
        Assert.Contains("'quality' is 70 in the header 'X-Options' and 71 in the form", refused.Message, StringComparison.Ordinal);
    }

    private static void AssertReadOrRefused(Action<RequestOptions> add)
    {
        try
        {
            RequestOptions options = new();
            add(options);
            options.Build();
        }
        catch (RequestErrorException refused)
        {
            Assert.DoesNotContain("JpegReducer.", refused.Message, StringComparison.Ordinal);
        }
    }

    private static QueryCollection Query(Dictionary<string, string> values) =>
        new(values.ToDictionary(pair => pair.Key, pair => new Microsoft.Extensions.Primitives.StringValues(pair.Value)));

    /// <summary>A value as a query or a form has it: lists are separated by commas.</summary>
    private static string TextOf(JsonElement value) => value.ValueKind is JsonValueKind.Array
        ? string.Join(',', value.EnumerateArray().Select(TextOf))
        : value.ToString().ToLowerInvariant();
}
