namespace JpegReducer.Imaging.Tests.Fidelity;

/// <summary>
/// The output of the reference tool (SSIMULACRA 2.1 of https://github.com/cloudinary/ssimulacra2, run with AVX-512; with AVX2 it
/// is the same) for <see cref="TestPicture.Scene"/> against its distortions, encoded as PNG.
/// </summary>
internal static class ReferenceScores
{
    /// <summary>Size, whether it has alpha, distortion, score.</summary>
    public static TheoryData<int, int, bool, string, double> All
    {
        get
        {
            TheoryData<int, int, bool, string, double> all = [];
            string[][] rows = [.. Table.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
            foreach (string[] row in rows[1..])
            {
                for (int i = 3; i < row.Length; i++)
                    all.Add(int.Parse(row[0]), int.Parse(row[1]), row[2] == "veiled", rows[0][i], double.Parse(row[i]));
            }

            return all;
        }
    }

    private const string Table = """
        width height alpha    Posterized       Noisy2      Noisy20      Lighter       Warmer      Blurred       Blocky
          640    360 opaque    81.685605    93.398798    52.884012    93.472098    90.423193    57.481829   -63.936138
          256    192 veiled    84.777590    94.980447    65.299494    89.376808    86.652503    66.037797   -29.621508
          256    192 opaque    81.879506    93.864776    57.221118    93.290146    90.311624    57.592287   -63.046659
          112    200 opaque    67.091630    89.393298    20.860139    95.625846    94.524453    60.406101   -27.462684
          113     67 veiled    73.932720    90.951718    31.391297    95.861962    94.270231    64.487874    28.881279
          113     67 opaque    66.211199    89.447244    21.415471    96.112086    95.251441    61.137955    -2.278317
            9    300 opaque    94.097024    97.061908    86.843637    97.366822    98.056690    86.008618    79.026926
           31     32 opaque    81.166428    81.329828   -36.106109    97.211715    90.383288    51.767510    16.350659
           40     23 opaque    92.056829    94.760194    66.466242    98.165516    95.129144    77.308983    71.644081
           16     16 opaque    95.600392    95.747053    76.919996    98.291885    95.406952    83.685387    77.481242
            8      8 opaque    99.495952    97.657774    93.564508    97.100160    98.638714    88.702584    93.406747
        """;
}
