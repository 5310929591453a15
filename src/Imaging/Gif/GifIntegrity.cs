using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Gif;

/// <summary>Decodes all frames strictly: some libraries ignore errors that others reject.</summary>
internal static class GifIntegrity
{
    /// <returns>
    /// <see langword="null"/> for an intact file; a failure if not even the first frame can be shown; otherwise the file is
    /// kept, since decoders show the damaged part differently.
    /// </returns>
    public static ReductionOutcome? Check(GifFile file, CancellationToken cancellationToken)
    {
        if (file.Frames.TrueForAll(frame => frame.Pixels == 0))
            return new ReductionOutcome.Failed(FailureReason.Corrupt, "No frame of the GIF has an area.");

        for (int number = 0; number < file.Frames.Count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FindDamage(file, file.Frames[number]) is not { } damage) continue;

            string detail = $"Frame {number + 1} of the GIF {damage}.";
            return number == 0 ? new ReductionOutcome.Failed(FailureReason.Corrupt, detail)
                : new ReductionOutcome.Kept(KeptReason.Damaged) { Detail = detail };
        }

        if (!file.StatesScreen) return new ReductionOutcome.Kept(KeptReason.Damaged) { Detail = "The logical screen of the GIF has no area." };
        if (!file.EndsProperly) return new ReductionOutcome.Kept(KeptReason.Damaged) { Detail = "The GIF has an unknown block where it should end." };
        return null;
    }

    private static string? FindDamage(GifFile file, GifFrame frame)
    {
        if (frame.Pixels == 0) return null;
        if (file.TableOf(frame).IsEmpty) return "has no color table";
        if (frame.CodeSize is < GifLzwDecoder.MinCodeSize or > GifLzwDecoder.MaxCodeSize)
            return $"has an invalid code size of {frame.CodeSize} bits";

        int decoded = GifLzwDecoder.Decode(file.DataOf(frame), frame.CodeSize, new byte[frame.Pixels]);
        return decoded < frame.Pixels ? $"is damaged: {decoded} of its {frame.Pixels} pixels can be decoded" : null;
    }
}
