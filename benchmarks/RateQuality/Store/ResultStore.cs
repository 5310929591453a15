using System.Text.Json;
using System.Text.Json.Serialization;

namespace JpegReducer.Benchmarks.RateQuality.Store;

/// <summary>All measurements of earlier runs, a line of JSON each, so that no try is repeated.</summary>
internal sealed class ResultStore
{
    /// <summary>Identical pictures have an infinite signal-to-noise ratio.</summary>
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly Dictionary<Try, Measurement> _tries = [];
    private readonly Dictionary<(string Source, string Result), Dictionary<string, double>> _values = [];

    private ResultStore()
    {
    }

    /// <summary>Reads what an earlier run has left. A last line that was cut off when it ended does not count.</summary>
    public static ResultStore Load(FileInfo file)
    {
        ResultStore store = new();
        if (!file.Exists) return store;

        using StreamReader reader = new(file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            try
            {
                store.Add(Parse(line));
            }
            catch (JsonException)
            {
                // Measured again.
            }
        }

        return store;
    }

    public static Measurement Parse(string line) => JsonSerializer.Deserialize<Measurement>(line, Json) ?? throw new JsonException();

    public static string Format(Measurement measurement) => JsonSerializer.Serialize(measurement, Json);

    /// <summary>What came of a try, if it has been measured by all of these judges.</summary>
    public Measurement? Find(Try tried, IEnumerable<string> judges) =>
        _tries.TryGetValue(tried, out Measurement? found) && judges.All(found.Values.ContainsKey) ? found : null;

    /// <summary>What judges said of the same result, whichever version of whichever encoder produced it.</summary>
    public IReadOnlyDictionary<string, double> ValuesOf(string source, string result) =>
        _values.TryGetValue((source, result), out Dictionary<string, double>? known) ? known : new Dictionary<string, double>();

    public void Add(Measurement measurement)
    {
        _tries[measurement.Try] = measurement;

        (string, string) key = (measurement.Try.Source, measurement.Result);
        if (!_values.TryGetValue(key, out Dictionary<string, double>? values)) _values[key] = values = [];
        foreach ((string judge, double value) in measurement.Values) values[judge] = value;
    }
}
