using System.Globalization;
using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Judges;
using JpegReducer.Benchmarks.RateQuality.Store;
using JpegReducer.Benchmarks.RateQuality.Tools;

namespace JpegReducer.Benchmarks.RateQuality.Measuring;

/// <summary>
/// The part of a worker process: one try at a time, so that the processor time of the process, with all its native threads and tools, is
/// that of the encoder. A request is a line with the index of the picture, the encoder and the quality; the answer is a line of the store.
/// </summary>
internal sealed class Worker(Bench bench)
{
    private readonly HashSet<string> _warm = [];
    private (Picture Picture, PixelPicture Pixels)? _reference;

    public static string Request(int picture, Encoder encoder, int quality) =>
        string.Create(CultureInfo.InvariantCulture, $"{picture}\t{encoder.Name}\t{quality}");

    public void Run(TextReader requests, TextWriter answers)
    {
        NetVips.NetVips.Concurrency = 1;
        while (requests.ReadLine() is { } request)
        {
            string[] fields = request.Split('\t');
            Picture picture = bench.Pictures[int.Parse(fields[0], CultureInfo.InvariantCulture)];
            Encoder encoder = bench.Encoders.SelectMany(encoder => (Encoder?[])[encoder, encoder.WithLoss])
                .First(encoder => encoder?.Name == fields[1])!;
            answers.WriteLine(ResultStore.Format(Measure(picture, encoder, int.Parse(fields[2], CultureInfo.InvariantCulture))));
            answers.Flush();
        }
    }

    private Measurement Measure(Picture picture, Encoder encoder, int quality)
    {
        Try tried = Bench.TryOf(picture, encoder, quality);
        Dictionary<string, double> values = [];
        try
        {
            // Once unmeasured, so that libraries are loaded and code is compiled.
            if (_warm.Add(encoder.Name)) encoder.Encode(picture.Source, quality);

            TimeSpan before = CpuClock.UserTime;
            byte[] result = encoder.Encode(picture.Source, quality);
            double seconds = (CpuClock.UserTime - before).TotalSeconds;
            string hash = ContentHash.Of(result);
            PixelPicture reference = ReferenceOf(picture), decoded = PixelPicture.Decode(result);
            Judge(reference, decoded, bench.Store.ValuesOf(tried.Source, hash), values);
            return new Measurement(tried, result.Length, hash, decoded.Samples.AsSpan().SequenceEqual(reference.Samples), seconds, values);
        }
        catch (Exception failure) when (failure is InvalidOperationException or NetVips.VipsException)
        {
            return new Measurement(tried, 0, "", IsLossless: false, 0, values, failure.Message);
        }
    }

    private void Judge(
        PixelPicture reference, PixelPicture decoded, IReadOnlyDictionary<string, double> known, Dictionary<string, double> values)
    {
        foreach (Metric metric in bench.Metrics)
        {
            string[] keys = [.. metric.Judges.Select(metric.KeyOf)];
            IReadOnlyList<double> measured = keys.All(known.ContainsKey)
                ? [.. keys.Select(key => known[key])]
                : metric.Measure(reference, decoded);
            for (int i = 0; i < keys.Length; i++) values[keys[i]] = measured[i];
        }
    }

    private PixelPicture ReferenceOf(Picture picture)
    {
        if (_reference is not { } reference || reference.Picture != picture)
            _reference = reference = (picture, PixelPicture.Decode(picture.Source.Jpeg));
        return reference.Pixels;
    }
}
