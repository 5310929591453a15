using System.Buffers.Binary;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Jpeg.Fuzzing;

/// <summary>Small valid files of every kind that the decoder supports, as a base for mutations.</summary>
internal static class ValidJpegs
{
    /// <summary>The files by kind, so that a test can report the kind.</summary>
    public static IReadOnlyList<(string Kind, byte[] File)> All { get; } =
    [
        ("baseline 4:4:4", TestPictures.Vips(40, 24)),
        ("baseline 4:2:0", TestPictures.Vips(48, 33, subsample: true)),
        ("baseline 4:2:2", TestPictures.Magick("2x1,1x1,1x1", width: 33, height: 16)),
        ("baseline 4:4:0", TestPictures.Magick("1x2,1x1,1x1", width: 16, height: 35)),
        ("baseline 4:1:1", TestPictures.Magick("4x1,1x1,1x1", width: 50, height: 12)),
        ("baseline, odd factors", TestPictures.Magick("3x2,1x2,1x1", width: 41, height: 27)),
        ("baseline, restarts", TestPictures.Vips(40, 40, subsample: true, restartInterval: 2)),
        ("progressive 4:4:4", TestPictures.Vips(32, 32, progressive: true)),
        ("progressive 4:2:0", TestPictures.Vips(67, 43, progressive: true, subsample: true)),
        ("progressive 4:1:1", TestPictures.Magick("4x1,1x1,1x1", progressive: true, width: 35, height: 9)),
        ("progressive, restarts", TestPictures.Vips(32, 24, progressive: true, restartInterval: 1)),
        ("grey", TestPictures.Vips(25, 17, bands: 1)),
        ("grey, progressive", TestPictures.Vips(24, 24, bands: 1, progressive: true)),
        ("CMYK", TestPictures.Vips(24, 20, bands: 4)),
        ("CMYK, progressive", TestPictures.Vips(24, 16, bands: 4, progressive: true)),
        ("16-bit tables", WithWideTables(TestPictures.Vips(32, 32, quality: 40))),
        ("one pixel", TestPictures.Vips(1, 1)),
        ("three by one, progressive", TestPictures.Vips(3, 1, progressive: true, subsample: true)),
        ("hardly compressed", TestPictures.Vips(16, 16, quality: 100)),
        ("hard compressed", TestPictures.Vips(96, 64, quality: 15, subsample: true)),
        ("turned, with EXIF", TestImages.TurnedPhoto(6, 32, 24)),
    ];

    /// <summary>The same picture as extended sequential JPEG with 16-bit quantization steps (T.81, B.2.4.1).</summary>
    private static byte[] WithWideTables(byte[] baseline)
    {
        List<byte> file = [.. baseline[..2]];
        for (int place = 2; ;)
        {
            byte marker = baseline[place + 1];
            int length = 2 + BinaryPrimitives.ReadUInt16BigEndian(baseline.AsSpan(place + 2));
            byte[] segment = baseline[place..(place + length)];
            place += length;
            switch (marker)
            {
                case 0xDA:
                    return [.. file, .. segment, .. baseline[place..]];
                case 0xDB:
                    byte[][] tables =
        [
            .. segment[4..].Chunk(65).Select(table =>
                (byte[])[(byte)(0x10 | table[0]), .. table[1..].SelectMany(step => (byte[])[0, step])]),
        ];
                    byte[] wide = [0xFF, 0xDB, 0, 0, .. tables.SelectMany(table => table)];
                    BinaryPrimitives.WriteUInt16BigEndian(wide.AsSpan(2), (ushort)(wide.Length - 2));
                    file.AddRange(wide);
                    break;
                default:
                    if (marker == 0xC0) segment[1] = 0xC1;
                    file.AddRange(segment);
                    break;
            }
        }
    }
}
