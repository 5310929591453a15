using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Png;

/// <summary>Gives a newly encoded picture the colour meaning and the metadata of its source.</summary>
internal static class PngTransplant
{
    public static byte[] Assemble(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> source, MetadataPolicy policy)
    {
        using PngWriter file = new();
        PngChunkReader own = new(encoded);
        own.MoveNext();
        file.Copy(own.Chunk);

        // All of them at once: colour chunks must precede the palette, and the others may stand anywhere.
        PngChunkReader theirs = new(source);
        while (theirs.MoveNext()) PngChunkPolicy.Carry(theirs, policy, file);

        while (own.MoveNext())
        {
            if (PngChunkPolicy.IsPicture(own.Type) && !own.Type.SequenceEqual("IEND"u8)) file.Copy(own.Chunk);
        }

        return file.Finish();
    }
}
