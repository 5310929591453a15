using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Reading;
using JpegReducer.Imaging.Jpeg.Search;
using JpegReducer.Imaging.Jpeg.Transform;
using JpegReducer.Imaging.Jpeg.Writing;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Benchmarks.Tuning;

/// <summary>A picture of the tuning set, and what the presets at the start of the search need for it.</summary>
internal sealed class Sample : IDisposable
{
    /// <summary>The scales at which a picture is quantized, in powers of two around that of a score of about 78.</summary>
    private static readonly float[] Offsets = [-1.35f, -0.65f, 0, 0.6f, 1.2f];

    private const double MiddleScore = 78;
    private const int FirstLevel = 1, Levels = 3;

    private readonly JpegImage _image;
    private readonly PictureSource _source;
    private readonly DecodedPicture _reference;
    private readonly ButteraugliReference _prepared;
    private float _middle;
    private double[][] _levels = [];
    private double[] _startBytes = [];

    private Sample(string group, string name, JpegImage image, DecodedPicture reference)
    {
        (Group, Name, _image, _reference) = (group, name, image, reference);
        _source = PictureSource.Of(image);
        _prepared = new ButteraugliReference(reference.AsRgb());
    }

    /// <summary>The folder of the picture.</summary>
    public string Group { get; }

    /// <summary>The name of the file.</summary>
    public string Name { get; }

    /// <summary>Reads a JPEG file; <see langword="null"/> if it cannot be quantized.</summary>
    public static Sample? TryRead(string group, string name, byte[] file, CancellationToken cancellationToken)
    {
        if (!JpegDecoder.TryReadCoefficients(file, new ReductionLimits(), out JpegImage? image, out _, cancellationToken)) return null;
        return new Sample(group, name, image, DecodedPicture.Decode(file, JpegDescription.Loader, cancellationToken));
    }

    /// <summary>Finds the levels of each judge at which bytes are compared: the values that the presets have at three scales.</summary>
    public void Start(QuantizerPresets presets, CancellationToken cancellationToken)
    {
        using LossyRequantization requantization = new(_source, ChromaHalving.To420(_source.Frame), presets);
        _middle = MathF.Log2(ScaleSearch.Find(requantization, ScoreEstimate.Errors(MiddleScore), cancellationToken));
        (double[] Values, double LogBytes)[] results = Results(presets, cancellationToken);
        _levels = [.. results.Skip(FirstLevel).Take(Levels).Select(result => result.Values)];
        _startBytes = [.. results.Skip(FirstLevel).Take(Levels).Select(result => result.LogBytes)];
    }

    /// <summary>For each judge the mean over its levels of the logarithm of the bytes over those of the start.</summary>
    public double[] Compare(QuantizerPresets presets, CancellationToken cancellationToken)
    {
        (double[] Values, double LogBytes)[] results = Results(presets, cancellationToken);
        double[] changes = new double[Judge.All.Count];
        for (int judge = 0; judge < changes.Length; judge++)
        {
            RateCurve curve = new(results.Select(result => (result.Values[judge], result.LogBytes)));
            changes[judge] = Enumerable.Range(0, Levels).Average(level => curve.LogBytesAt(_levels[level][judge]) - _startBytes[level]);
        }

        return changes;
    }

    public void Dispose() => _image.Dispose();

    private (double[] Values, double LogBytes)[] Results(QuantizerPresets presets, CancellationToken cancellationToken)
    {
        using LossyRequantization requantization = new(_source, ChromaHalving.To420(_source.Frame), presets);
        return [.. Offsets.Select(offset => Result(requantization, _middle + offset, cancellationToken))];
    }

    private (double[] Values, double LogBytes) Result(LossyRequantization requantization, float logScale, CancellationToken cancellationToken)
    {
        using JpegImage coarser = requantization.Apply(MathF.Pow(2, logScale), 1, out _, cancellationToken);
        byte[] file = JpegWriter.Write(coarser, sequential: false, cancellationToken);
        DecodedPicture decoded = DecodedPicture.Decode(file, JpegDescription.Loader, cancellationToken);
        return (Judge.Measure(_reference, _prepared, decoded, cancellationToken), Math.Log(file.Length));
    }
}
