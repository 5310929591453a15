using CsCheck;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Pipeline;

/// <summary>Properties of the header survey for any bytes: random, after a signature, and those of an image with some changed.</summary>
public sealed class HeaderSurveyProperties
{
    private const long Iterations = 20_000;

    private static readonly byte[][] Images =
    [
        TestImages.Photo(16, 16), TestImages.TurnedPhoto(6, 16, 24), TestImages.PhotoPng(16, 16), TestImages.Gif(16, 16),
        TestImages.AnimatedGif(16, 16),
        TestImages.WebP(16, 16), TestImages.LosslessWebP(16, 16), TestImages.AnimatedWebP(16, 16, 3),
    ];

    private static readonly byte[][] Signatures =
    [
        [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [.. "GIF89a"u8], [.. "RIFF\0\0\0\0WEBP"u8], [.. "BM"u8],
        [0, 0, 0, 0x0C],
    ];

    private static readonly Gen<byte[]> Behind =
        from signature in Gen.OneOf([.. Signatures.Select(Gen.Const)])
        from rest in Gen.Byte.Array[0, 200]
        select (byte[])[.. signature, .. rest];

    private static readonly Gen<byte[]> Mutated =
        from image in Gen.OneOf([.. Images.Select(Gen.Const)])
        from changes in Gen.Select(Gen.Int[0, 600], Gen.Byte).Array[0, 6]
        from length in Gen.Frequency((3, Gen.Const(int.MaxValue)), (1, Gen.Int[0, 600]))
        select Change(image, changes, length);

    private static readonly Gen<byte[]> Files = Gen.OneOf(Gen.Byte.Array[0, 64], Behind, Mutated);

    [Fact]
    public void Any_bytes_are_identified_or_rejected_with_a_reason() => Files.Sample(
        file =>
        {
            ImageHeader header = ImageHeader.Read(file);
            return header.Failure is { } failure
                ? header.Info is null && failure.Detail.Length > 0
                : header.Info is { Width: > 0, Height: > 0, Frames: > 0, SamplesPerPixel: > 0 and <= 4 };
        },
        iter: Iterations);

    [Fact]
    public void More_bytes_never_change_a_final_refusal_or_the_size() => Gen.Select(Files, Gen.Double[0, 1]).Sample(
        (file, share) =>
        {
            int headLength = (int)(file.Length * share);
            ImageHeader head = ImageHeader.Read(file.AsSpan(0, headLength)), all = ImageHeader.Read(file);

            if (head.Failure is { } failure) return failure.Reason is FailureReason.Truncated or FailureReason.Empty || all.Failure == failure;
            return all.Info is not { } whole || head.Info is { } first
                && (first.Format, first.Width, first.Height) == (whole.Format, whole.Width, whole.Height);
        },
        iter: Iterations);

    [Fact]
    public void A_header_read_in_parts_states_the_same_as_one_read_in_one_piece() => Gen.Select(Files, Gen.Double[0, 1].Array[1, 6]).Sample(
        (file, shares) =>
        {
            ImageHeader inParts = new();
            foreach (double share in shares.Order()) inParts.ReadOn(file.AsSpan(0, (int)(file.Length * share)));
            return inParts.ReadOn(file) == ImageHeader.Read(file).Survey;
        },
        iter: Iterations);

    [Fact]
    public void A_header_read_byte_by_byte_states_at_each_length_the_same_as_one_read_in_one_piece()
    {
        foreach (byte[] image in Images)
        {
            ImageHeader growing = new();
            for (int length = 0; length <= image.Length; length++)
            {
                Assert.Equal(ImageHeader.Read(image.AsSpan(0, length)).Survey, growing.ReadOn(image.AsSpan(0, length)));
            }
        }
    }

    private static byte[] Change(byte[] image, (int Place, byte Value)[] changes, int length)
    {
        byte[] changed = image[..Math.Min(length, image.Length)];
        foreach ((int place, byte value) in changes)
        {
            if (place < changed.Length) changed[place] = value;
        }

        return changed;
    }
}
