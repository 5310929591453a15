
namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>
/// The typical Huffman tables of T.81, K.3.3. Motion JPEG frames omit them (AVI1), and decoders use them if a
/// sequential picture defines none.
/// </summary>
internal static class StandardHuffmanTables
{
    private static readonly HuffmanDecoder DcLuminance = Table("00010501010101010100000000000000", "000102030405060708090A0B");
    private static readonly HuffmanDecoder DcChrominance = Table("00030101010101010101010000000000", "000102030405060708090A0B");

    private static readonly HuffmanDecoder AcLuminance = Table(
        "0002010303020403050504040000017D",
        "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A"
        + "434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AA"
        + "B2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA");

    private static readonly HuffmanDecoder AcChrominance = Table(
        "00020102040403040705040400010277",
        "000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A"
        + "434445464748494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AA"
        + "B2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FA");

    /// <summary>Stores the tables in the first two slots of each class if these are empty.</summary>
    public static void FillIn(HuffmanDecoder?[] dcTables, HuffmanDecoder?[] acTables)
    {
        dcTables[0] ??= DcLuminance;
        dcTables[1] ??= DcChrominance;
        acTables[0] ??= AcLuminance;
        acTables[1] ??= AcChrominance;
    }

    private static HuffmanDecoder Table(string counts, string symbols) =>
        HuffmanDecoder.Create(Convert.FromHexString(counts), Convert.FromHexString(symbols))!;
}
