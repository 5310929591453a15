namespace JpegReducer.Imaging.Tests.Fidelity;

/// <summary>
/// The output of the reference tool (<c>butteraugli_main</c> of libjxl in August 2026, commit aea3a06e) for <see cref="TestPicture.Named"/>
/// against its distortions, encoded as PAM. Version 0.7, which Debian 12 has, differs by up to five percent.
/// </summary>
internal static class ReferenceDistances
{
    /// <summary>Picture, size, distortion, max norm, 3-norm.</summary>
    public static TheoryData<string, int, int, string, double, double> All => ReferenceTable.Join(MaxNorms, ThreeNorms);

    private const string MaxNorms = """
        picture width height   Posterized       Noisy2      Noisy20      Lighter       Warmer      Blurred       Blocky
        Scene     640    360     4.089663     0.929520     6.388817     3.250906     6.084238     8.566483    47.755627
        Text      320    240     5.880689     0.584000     4.516143     1.433564     2.184533    16.538752    69.782288
        Sky       300    200     9.181210     1.326207     8.197658     4.302609     6.162600     0.440010     1.123943
        Scene     113     67     4.087377     0.889098     6.383720     3.248058     6.078778     6.416389    33.322502
        Veiled     90     60     2.566139     0.827192     4.798833     2.091977     3.862527     5.660402    34.898544
        Text       31     32     2.849623     0.304596     2.541071     0.174188     1.406123    16.172068    33.696796
        Scene       9    200     4.008553     0.904251     6.761747     3.153310     5.924314     5.092024    29.284872
        Scene      40     23     2.149577     0.786835     4.715538     1.728407     3.196658     7.021075    24.707016
        Text       15     15     2.653463     0.281922     2.393030     0.218710     1.428738    14.804253     9.376250
        Scene      14     16     1.347998     0.533550     3.472800     1.093245     2.015090     5.187140    42.637901
        Scene       8      8     1.321446     0.446096     3.333705     1.045489     1.955042     3.747123     0.717851
        """;

    private const string ThreeNorms = """
        picture width height   Posterized       Noisy2      Noisy20      Lighter       Warmer      Blurred       Blocky
        Scene     640    360     1.662889     0.395863     2.917367     1.872403     3.008042     2.907010    17.029131
        Text      320    240     2.770544     0.250131     2.090821     0.704558     1.661982    11.558601    29.314740
        Sky       300    200     6.140194     0.803640     5.282497     3.543065     5.368313     0.315485     0.858676
        Scene     113     67     2.111673     0.412273     3.183702     1.986385     3.441030     2.927319    14.443691
        Veiled     90     60     1.498135     0.380789     2.599494     1.424556     2.371072     2.573276    16.561155
        Text       31     32     2.705850     0.251481     2.100670     0.120643     1.349524    13.015642    17.505790
        Scene       9    200     2.327935     0.454659     3.736047     1.925704     3.536562     2.503970    13.374332
        Scene      40     23     1.759740     0.449170     3.119745     1.487334     2.725281     4.377072    15.396136
        Text       15     15     2.622852     0.267640     2.228694     0.157234     1.337921    12.852353     7.726984
        Scene      14     16     1.190745     0.337269     2.261801     0.976766     1.786985     3.755385    26.241203
        Scene       8      8     1.276018     0.349736     2.770842     1.010110     1.888048     2.724066     0.543383
        """;
}
