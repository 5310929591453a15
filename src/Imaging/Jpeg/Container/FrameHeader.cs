using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>The coding processes of T.81 that are supported.</summary>
internal enum JpegProcess
{
    /// <summary>SOF0: sequential, 8 bits, at most two tables of each class.</summary>
    Baseline,

    /// <summary>SOF1: sequential; here with 8 bits.</summary>
    ExtendedSequential,

    /// <summary>SOF2: spectral selection and successive approximation.</summary>
    Progressive,
}

/// <summary>A component in the frame header (T.81, B.2.2).</summary>
/// <param name="Id">Ci, the identifier that scans refer to.</param>
/// <param name="Horizontal">Hi, blocks across in an MCU.</param>
/// <param name="Vertical">Vi, blocks down in an MCU.</param>
/// <param name="QuantizationSlot">Tqi, 0 to 3.</param>
internal readonly record struct FrameComponent(byte Id, int Horizontal, int Vertical, int QuantizationSlot);

/// <summary>The frame header (SOFn): size, components and coding process of the picture.</summary>
internal sealed record FrameHeader(JpegProcess Process, int Width, int Height, FrameComponent[] Components)
{
    /// <summary>The largest horizontal sampling factor: an MCU is 8 times as wide in pixels.</summary>
    public int MaxHorizontal { get; } = Components.Max(component => component.Horizontal);

    /// <summary>The largest vertical sampling factor.</summary>
    public int MaxVertical { get; } = Components.Max(component => component.Vertical);

    /// <summary>The identifiers that scans use: those of the source if two components have the same.</summary>
    public byte[] ScanIds { get; init; } = [.. Components.Select(component => component.Id)];

    /// <summary>MCUs across in an interleaved scan.</summary>
    public int McusAcross => DivideUp(Width, 8 * MaxHorizontal);

    /// <summary>MCUs down in an interleaved scan.</summary>
    public int McusDown => DivideUp(Height, 8 * MaxVertical);

    /// <summary>Blocks across that contain pixels of a component (T.81, A.1.1 and A.2.2).</summary>
    public int BlocksAcross(FrameComponent component) =>
        DivideUp(DivideUp(Width * component.Horizontal, MaxHorizontal), 8);

    /// <summary>Blocks down that contain pixels of a component.</summary>
    public int BlocksDown(FrameComponent component) =>
        DivideUp(DivideUp(Height * component.Vertical, MaxVertical), 8);

    /// <summary>The number of blocks of all components that contain pixels.</summary>
    public long Blocks => Components.Sum(component => (long)BlocksAcross(component) * BlocksDown(component));

    /// <summary>Reads a frame header and checks it against the limits.</summary>
    public static bool TryParse(
        byte marker, ReadOnlySpan<byte> segment, int position, ReductionLimits limits,
        [NotNullWhen(true)] out FrameHeader? frame, out JpegFault fault)
    {
        frame = null;
        if (UnsupportedProcess(marker) is { } process)
        {
            fault = JpegFault.Unsupported(position, $"The coding process is not supported: {process}.");
            return false;
        }

        if (segment.Length < 6 || segment.Length != 6 + (3 * segment[5]))
        {
            fault = JpegFault.Corrupt(position, "The frame header's length does not fit its components.");
            return false;
        }

        int precision = segment[0];
        int height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        if (precision != 8)
        {
            fault = JpegFault.Unsupported(position, $"Samples of {precision} bits are not supported, only of 8.");
            return false;
        }

        if (height == 0)
        {
            fault = JpegFault.Unsupported(position, "A height that is given by a DNL marker is not supported.");
            return false;
        }

        if (width == 0)
        {
            fault = JpegFault.Corrupt(position, "The width in the frame header is zero.");
            return false;
        }

        if ((long)width * height > limits.MaxPixels || Math.Max(width, height) > limits.MaxSide)
        {
            fault = JpegFault.TooLarge(position, $"{width} × {height} pixels exceed the limits.");
            return false;
        }

        if (segment[5] is not (1 or 3 or 4))
        {
            fault = JpegFault.Unsupported(position, $"A picture of {segment[5]} components is not supported, only of 1, 3 and 4.");
            return false;
        }

        if (!TryParseComponents(segment[6..], out FrameComponent[] components))
        {
            fault = JpegFault.Corrupt(position, "A component has invalid sampling factors or an invalid table.");
            return false;
        }

        frame = new FrameHeader(
            marker switch
            {
                Marker.Baseline => JpegProcess.Baseline,
                Marker.ExtendedSequential => JpegProcess.ExtendedSequential,
                _ => JpegProcess.Progressive,
            },
            width, height, WithDistinctIds(components))
        {
            ScanIds = [.. components.Select(component => component.Id)],
        };
        fault = default;
        return true;
    }

    private static bool TryParseComponents(ReadOnlySpan<byte> list, out FrameComponent[] components)
    {
        components = new FrameComponent[list.Length / 3];
        for (int i = 0; i < components.Length; i++)
        {
            ReadOnlySpan<byte> entry = list.Slice(3 * i, 3);
            FrameComponent component = new(entry[0], entry[1] >> 4, entry[1] & 15, entry[2]);
            if (component.Horizontal is < 1 or > 4 || component.Vertical is < 1 or > 4 || component.QuantizationSlot > 3) return false;

            // The sampling factors of a single component have no effect: its scan is not interleaved (T.81, A.2.2).
            components[i] = list.Length == 3 ? component with { Horizontal = 1, Vertical = 1 } : component;
        }

        return true;
    }

    // Equal identifiers violate T.81 (B.2.2), but decoders accept them and match them in the order of the scan.
    private static FrameComponent[] WithDistinctIds(FrameComponent[] components) =>
        components.DistinctBy(component => component.Id).Count() == components.Length
            ? components
            : [.. components.Select((component, i) => component with { Id = (byte)(i + 1) })];

    private static string? UnsupportedProcess(byte marker) => marker switch
    {
        Marker.Baseline or Marker.ExtendedSequential or Marker.Progressive => null,
        0xC3 => "lossless",
        0xC5 or 0xC6 or 0xC7 => "hierarchical",
        0xC9 or 0xCA => "arithmetic",
        0xCB => "lossless arithmetic",
        _ => "hierarchical arithmetic",
    };

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
