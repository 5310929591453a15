using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Scans;
using JpegReducer.Imaging.Jpeg.Scans.Encoding;
using JpegReducer.Imaging.Jpeg.Scans.Planning;

namespace JpegReducer.Imaging.Jpeg.Writing;

/// <summary>The entropy-coded data of all scans of a picture.</summary>
internal sealed class EncodedScans : IDisposable
{
    private readonly OutputBuffer[] _scans;

    private EncodedScans(int count) => _scans = new OutputBuffer[count];

    /// <summary>The data of one scan.</summary>
    public ReadOnlySpan<byte> this[int scan] => _scans[scan].Written;

    /// <summary>Encodes all scans concurrently.</summary>
    /// <param name="plan">The scans.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="planes">The coefficients of its components.</param>
    /// <param name="dcCodes">The codes of all DC tables in order of use.</param>
    /// <param name="acCodes">The codes of all AC tables in order of use.</param>
    /// <param name="cancellationToken">Checked once per row of MCUs.</param>
    public static EncodedScans Encode(
        ScanPlan plan, FrameHeader frame, CoefficientPlane[] planes, HuffmanCode[] dcCodes, HuffmanCode[] acCodes,
        CancellationToken cancellationToken)
    {
        EncodedScans encoded = new(plan.Scans.Count);
        ScanEncoder<BitWriter>[] encoders = new ScanEncoder<BitWriter>[plan.Scans.Count];
        int dcUses = 0;
        int acUses = 0;
        try
        {
            for (int i = 0; i < encoders.Length; i++)
            {
                PlannedScan scan = plan.Scans[i];
                HuffmanCode[] codes = [.. dcCodes.AsSpan(dcUses, scan.DcTables.Length), .. acCodes.AsSpan(acUses, scan.AcTables.Length)];
                dcUses += scan.DcTables.Length;
                acUses += scan.AcTables.Length;
                encoded._scans[i] = new OutputBuffer(checked((int)(scan.Bits / 8) + 64));
                encoders[i] = ScanEncoder<BitWriter>.Create(frame, planes, scan.Header, plan.IsProgressive, new BitWriter(encoded._scans[i], codes));
            }

            RowPasses.Run([.. encoders.Reverse()], frame, cancellationToken);
            foreach (ScanEncoder<BitWriter> encoder in encoders) encoder.Sink.Flush();
            return encoded;
        }
        catch
        {
            encoded.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (OutputBuffer? scan in _scans) scan?.Dispose();
    }
}
