namespace JpegReducer.Imaging.Tests.Fidelity;

/// <summary>
/// PSNR-HVS-M and PSNR-Y of <see cref="TestPicture.Named"/> against its distortions by a program in double precision, written from the
/// paper; for the authors' test picture "baboon" it prints the 51.647221 dB of their own program.
/// </summary>
internal static class ReferenceRatios
{
    /// <summary>Picture, size, distortion, PSNR-HVS-M, PSNR-Y, both in decibels.</summary>
    public static TheoryData<string, int, int, string, double, double> All => ReferenceTable.Join(HvsM, Y);

    private const string HvsM = """
        picture width height   Posterized       Noisy2      Noisy20      Lighter       Warmer      Blurred       Blocky
        Scene     113     67    45.293389    57.516338    35.005963    34.460265    43.420260    33.643633    16.780516
        Text       96     80    29.570276    51.513978    32.686809    41.909084    51.496295    19.198880    10.135398
        Sky        96     64    32.694797    51.895027    32.191374    34.460265    43.096231    51.519343    41.945432
        Scene       9    200    44.501795    55.622131    34.232669    34.460265    43.734783    32.353093    16.027053
        Text       31     32    29.429251    49.851583    31.208924    46.181335    54.307748    18.375524    12.422042
        Scene       8      8    40.973186    54.414243    30.749560    34.460265    45.772380    35.748761    30.188246
        """;

    private const string Y = """
        picture width height   Posterized       Noisy2      Noisy20      Lighter       Warmer      Blurred       Blocky
        Scene     113     67    39.138266    48.607885    30.438180    38.588379    47.527807    26.518967    21.509488
        Text       96     80    32.233266    49.499910    31.043805    43.101094    49.448903    10.846986    12.554656
        Sky        96     64    37.217794    48.607491    30.197584    38.588379    47.224344    53.742153    46.731543
        Scene       9    200    39.613771    48.579805    30.658105    38.588379    47.855146    25.683432    20.309094
        Text       31     32    32.418835    49.391955    30.984119    44.661834    49.957757    10.091470    13.380232
        Scene       8      8    45.079538    47.541442    30.071626    38.588379    49.891527    19.738276    25.252093
        """;
}
