using System.Globalization;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Reading;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Jpeg.Fuzzing;

/// <summary>The promises of the engine for any input. A <see cref="BrokenPromiseException"/> reports a violation.</summary>
internal static class EnginePromises
{
    /// <summary>The memory that the decoder allocates for any picture: tables and lists.</summary>
    private const long DecoderFixedBytes = 1 << 20;

    /// <summary>The memory that a reduction allocates for any picture: statistics of the searches, and buffers to measure a target.</summary>
    private const long ReducerFixedBytes = 8 << 20;

    /// <summary>A prepared Huffman table takes 8 KiB, and 18 bytes define one.</summary>
    private const long BytesPerFileByte = 512;

    /// <summary>Two bytes per coefficient, in pooled arrays of up to twice the size.</summary>
    private const long DecoderBytesPerSample = 4;

    /// <summary>The sum of all allocations of a reduction; never in use at the same time.</summary>
    private const long ReducerBytesPerSample = 128;

    private static readonly ReductionLimits Limits = new() { MaxPixels = 4_000_000, MaxScans = 40 };

    private static readonly Reducer Engine = new(Limits);

    /// <summary>The file is decoded or rejected with a reason, within the memory that its header and length justify.</summary>
    /// <returns>The kind of the error; <see langword="null"/> if there is none.</returns>
    public static JpegFaultKind? CheckDecoder(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool decoded = JpegDecoder.TryReadCoefficients(file, Limits, out JpegImage? image, out JpegFault fault);
        CheckMemory(file, before, DecoderFixedBytes, DecoderBytesPerSample);
        image?.Dispose();
        if (decoded) return null;

        Hold(fault.Position >= 0 && fault.Position <= file.Length, $"{fault} lies outside the file.");
        Hold(!string.IsNullOrEmpty(fault.Detail), $"{fault.Kind} is not explained.");
        return fault.Kind;
    }

    /// <summary>The reduction has a named outcome; its result is smaller, valid, and has the size of the source.</summary>
    /// <returns>The outcome's name.</returns>
    public static string CheckReducer(byte[] file, ReductionOptions options)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ReductionOutcome outcome = Engine.Reduce(file, options, CancellationToken.None);
        CheckMemory(file, before, ReducerFixedBytes, ReducerBytesPerSample);

        switch (outcome)
        {
            case ReductionOutcome.Reduced reduced:
                CheckResult(file, reduced, options.Mode);
                return nameof(ReductionOutcome.Reduced);
            case ReductionOutcome.Kept kept:
                return kept.Reason.ToString();
            case ReductionOutcome.Failed failed:
                Hold(failed.Reason is not (FailureReason.EngineFault or FailureReason.TimedOut), failed.ToString());
                return failed.Reason.ToString();
            default:
                throw new BrokenPromiseException($"{outcome} has no name.");
        }
    }

    private static void CheckResult(byte[] file, ReductionOutcome.Reduced reduced, ReductionMode mode)
    {
        Hold(reduced.Bytes.Length < file.Length, $"{reduced.Bytes.Length} bytes out of {file.Length}.");

        // A mutated file may be of another format; the JPEG decoder decides only for JPEG.
        if (reduced.Info.Format.Name != "jpeg") return;

        Hold(
            JpegDecoder.TryReadCoefficients(reduced.Bytes, Limits, out JpegImage? result, out JpegFault fault),
            $"The result cannot be read: {fault}.");
        using (result)
        {
            Hold((result!.Frame.Width, result.Frame.Height) == (reduced.Info.Width, reduced.Info.Height), "The result has another size.");
            if (mode != ReductionMode.Lossless || !JpegDecoder.TryReadCoefficients(file, Limits, out JpegImage? source, out _)) return;

            using (source)
            {
                Hold(source.Components.Count == result.Components.Count, "The result has other components.");
                foreach ((JpegComponent was, JpegComponent now) in source.Components.Zip(result.Components))
                {
                    Hold(was.Steps.AsSpan().SequenceEqual(now.Steps) && was.Plane.HasSameBlocks(now.Plane), "The result has other coefficients.");
                }
            }
        }
    }

    private static void CheckMemory(byte[] file, long before, long fixedBytes, long bytesPerSample)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long promised = fixedBytes + (BytesPerFileByte * file.Length) + (bytesPerSample * Samples(file));
        Hold(
            allocated <= promised,
            string.Create(CultureInfo.InvariantCulture, $"{allocated:N0} bytes allocated where {promised:N0} are accounted for."));
    }

    /// <summary>The maximum number of samples by the header: four components, in whole MCUs of the largest kind; 0 if it is rejected.</summary>
    private static long Samples(byte[] file)
    {
        HeaderSurvey survey = ImageHeader.Read(file).Survey;
        if (survey.Failure is not null || (long)survey.Info.Width * survey.Info.Height > Limits.MaxPixels) return 0;
        return 4L * WholeMcus(survey.Info.Width) * WholeMcus(survey.Info.Height);

        static int WholeMcus(int side) => (side + 31) / 32 * 32;
    }

    private static void Hold(bool promise, string otherwise)
    {
        if (!promise) throw new BrokenPromiseException(otherwise);
    }
}
