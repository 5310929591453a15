using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Jpeg.Scans.Planning;

namespace JpegReducer.Imaging.Jpeg.Writing;

/// <summary>Writes the coefficients of a picture as a JPEG stream, with the cheapest scans that are allowed.</summary>
internal static class JpegWriter
{
    /// <summary>Writes a whole stream.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="sequential">Whether the stream must be sequential.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static byte[] Write(JpegImage image, bool sequential, CancellationToken cancellationToken)
    {
        FrameHeader frame = image.Frame;
        CoefficientPlane[] planes = [.. image.Components.Select(component => component.Plane)];
        ScanPlan plan = new ScanPlanner(frame, planes, cancellationToken) { Accuracy = image.Accuracy, IsSequential = sequential }.Plan();

        using OutputBuffer output = new(checked((int)(plan.Bits / 8) + 4096));
        output.WriteMarker(Marker.StartOfImage);
        foreach (MetadataSegment segment in image.Metadata) output.WriteSegment(segment.Marker, segment.Content.Span);

        int[] slots = WriteQuantizationTables(image.Components, output, out bool hasWideSteps);
        WriteFrameHeader(frame, slots, plan.IsProgressive, hasWideSteps, output);
        WriteScans(plan, frame, planes, output, cancellationToken);
        output.WriteMarker(Marker.EndOfImage);
        return output.ToArray();
    }

    // Equal tables share a slot, even if they did not in the source.
    private static int[] WriteQuantizationTables(IReadOnlyList<JpegComponent> components, OutputBuffer output, out bool hasWideSteps)
    {
        List<ushort[]> tables = [];
        int[] slots = new int[components.Count];
        for (int i = 0; i < slots.Length; i++)
        {
            ushort[] steps = components[i].Steps;
            slots[i] = tables.FindIndex(table => table.AsSpan().SequenceEqual(steps));
            if (slots[i] >= 0) continue;
            slots[i] = tables.Count;
            tables.Add(steps);
        }

        hasWideSteps = tables.Exists(IsWide);
        output.WriteMarker(Marker.QuantizationTables);
        output.WriteUInt16(2 + tables.Sum(table => 1 + (IsWide(table) ? 128 : 64)));
        for (int slot = 0; slot < tables.Count; slot++)
        {
            bool isWide = IsWide(tables[slot]);
            output.WriteByte((byte)((isWide ? 0x10 : 0) | slot));
            foreach (ushort step in tables[slot])
            {
                if (isWide) output.WriteUInt16(step);
                else output.WriteByte((byte)step);
            }
        }

        return slots;

        static bool IsWide(ushort[] table) => table.AsSpan().ContainsAnyExceptInRange((ushort)0, (ushort)255);
    }

    private static void WriteFrameHeader(FrameHeader frame, int[] slots, bool isProgressive, bool hasWideSteps, OutputBuffer output)
    {
        // Baseline allows only 8-bit steps (T.81, B.2.4.1).
        output.WriteMarker(isProgressive ? Marker.Progressive : hasWideSteps ? Marker.ExtendedSequential : Marker.Baseline);
        output.WriteUInt16(8 + (3 * slots.Length));
        output.WriteByte(8);
        output.WriteUInt16(frame.Height);
        output.WriteUInt16(frame.Width);
        output.WriteByte((byte)slots.Length);
        for (int i = 0; i < slots.Length; i++)
        {
            FrameComponent component = frame.Components[i];
            output.WriteByte(component.Id);
            output.WriteByte((byte)((component.Horizontal << 4) | component.Vertical));
            output.WriteByte((byte)slots[i]);
        }
    }

    // All scans are encoded concurrently and then written one after another.
    private static void WriteScans(
        ScanPlan plan, FrameHeader frame, CoefficientPlane[] planes, OutputBuffer output, CancellationToken cancellationToken)
    {
        // Baseline decoders store two tables of each class (T.81, table B.5).
        int max = plan.IsProgressive ? int.MaxValue : 2;
        HuffmanCode[] dcCodes = TableSharing.Share([.. plan.Scans.SelectMany(scan => scan.DcTables)], max);
        HuffmanCode[] acCodes = TableSharing.Share([.. plan.Scans.SelectMany(scan => scan.AcTables)], max);
        using EncodedScans encoded = EncodedScans.Encode(plan, frame, planes, dcCodes, acCodes, cancellationToken);

        TableSlots dcSlots = new(dcCodes);
        TableSlots acSlots = new(acCodes);
        int dcUses = 0;
        int acUses = 0;
        for (int i = 0; i < plan.Scans.Count; i++)
        {
            PlannedScan scan = plan.Scans[i];
            List<(HuffmanCode Code, int Slot, bool IsAc)> newTables = [];
            int[] dcSlotIndexes = AssignSlots(dcCodes.AsSpan(dcUses, scan.DcTables.Length), dcSlots, dcUses, isAc: false);
            int[] acSlotIndexes = AssignSlots(acCodes.AsSpan(acUses, scan.AcTables.Length), acSlots, acUses, isAc: true);
            dcUses += dcSlotIndexes.Length;
            acUses += acSlotIndexes.Length;

            WriteHuffmanTables(newTables, output);
            WriteScanHeader(scan.Header, frame, dcSlotIndexes, acSlotIndexes, output);
            output.Write(encoded[i]);

            int[] AssignSlots(ReadOnlySpan<HuffmanCode> codes, TableSlots slots, int firstUse, bool isAc)
            {
                int[] slotIndexes = new int[codes.Length];
                for (int j = 0; j < codes.Length; j++)
                {
                    slotIndexes[j] = slots.Use(firstUse, out bool isNew);
                    if (isNew) newTables.Add((codes[j], slotIndexes[j], isAc));
                }

                return slotIndexes;
            }
        }
    }

    private static void WriteHuffmanTables(List<(HuffmanCode Code, int Slot, bool IsAc)> tables, OutputBuffer output)
    {
        if (tables.Count == 0) return;

        output.WriteMarker(Marker.HuffmanTables);
        output.WriteUInt16(2 + tables.Sum(table => table.Code.TableBytes));
        foreach ((HuffmanCode code, int slot, bool isAc) in tables) code.WriteTable(output, slot, isAc);
    }

    private static void WriteScanHeader(ScanHeader scan, FrameHeader frame, int[] dcSlotIndexes, int[] acSlotIndexes, OutputBuffer output)
    {
        output.WriteMarker(Marker.StartOfScan);
        output.WriteUInt16(6 + (2 * scan.Components.Length));
        output.WriteByte((byte)scan.Components.Length);
        for (int i = 0; i < scan.Components.Length; i++)
        {
            output.WriteByte(frame.Components[scan.Components[i].Index].Id);
            output.WriteByte((byte)(((dcSlotIndexes.Length > 0 ? dcSlotIndexes[i] : 0) << 4) | (acSlotIndexes.Length > 0 ? acSlotIndexes[i] : 0)));
        }

        output.WriteByte((byte)scan.Ss);
        output.WriteByte((byte)scan.Se);
        output.WriteByte((byte)((scan.Ah << 4) | scan.Al));
    }
}
