namespace JpegReducer.Imaging.Fidelity.Scales;

/// <summary>The 108 weights of SSIMULACRA 2.1 (J. Sneyers, Cloudinary, April 2023).</summary>
/// <remarks>
/// They were fitted by a simplex search to subjective scores (CID22, TID2013, KADID-10k, KonFiG-IQA), which left 56 of them at
/// zero, 25 between 0.28 and 226, and 27 below 0.0021, with a sum of 0.02. Errors with these 27 weights are not
/// computed. That changed no score by more than 0.004 on 177 pairs, and saves two thirds of the work: at full
/// size, with most of the pixels, only luma remains.
/// </remarks>
internal static class ScoreWeights
{
    /// <summary>The number of scales at which a picture is compared, each half the size of the preceding one.</summary>
    public const int MaxScales = 6;

    /// <summary>X, Y and B.</summary>
    public const int Components = 3;

    /// <summary>The number of errors of one component at one scale, in the order of <see cref="ErrorNorm"/>.</summary>
    public const int Norms = 6;

    /// <summary>Below this side a picture is not halved further.</summary>
    private const int MinSide = 8;

    /// <summary>Errors with smaller weights are not computed.</summary>
    private const double Negligible = 0.01;

    /// <summary>
    /// The weights of one component at one scale. A picture too small for six scales takes them from the start of the
    /// list, as in the reference: they then apply to other scales than they were fitted to.
    /// </summary>
    public static ReadOnlySpan<double> Of(int component, int scale, int scales) =>
        All.Slice(((component * scales) + scale) * Norms, Norms);

    /// <summary>The number of scales at which a picture is compared: each but the last has at least eight pixels per side.</summary>
    public static int CountScales(int width, int height)
    {
        int scales = 1;
        for (int side = Math.Min(width, height); scales < MaxScales && side >= MinSide; side = (side + 1) / 2) scales++;
        return scales;
    }

    /// <summary>Whether an error with this weight is computed.</summary>
    public static bool IsSignificant(double weight) => weight >= Negligible;

    /// <summary>Component by component, scale by scale, in the order of <see cref="ErrorNorm"/>.</summary>
    internal static ReadOnlySpan<double> All =>
    [
        // X
        0, 0.0007376606707406586, 0, 0, 0.0007793481682867309, 0,
        0, 0.0004371155730107379, 0, 1.1041726426657346, 0.00066284834129271, 0.00015231632783718752,
        0, 0.0016406437456599754, 0, 1.8422455520539298, 11.441172603757666, 0,
        0.0007989109436015163, 0.000176816438078653, 0, 1.8787594979546387, 10.94906990605142, 0,
        0.0007289346991508072, 0.9677937080626833, 0, 0.00014003424285435884, 0.9981766977854967, 0.00031949755934435053,
        0.0004550992113792063, 0, 0, 0.0013648766163243398, 0, 0,
        // Y
        0, 0, 0, 7.466890328078848, 0, 17.445833984131262,
        0.0006235601634041466, 0, 0, 6.683678146179332, 0.00037724407979611296, 1.027889937768264,
        225.20515300849274, 0, 0, 19.213238186143016, 0.0011401524586618361, 0.001237755635509985,
        176.39317598450694, 0, 0, 24.43300999870476, 0.28520802612117757, 0.0004485436923833408,
        0, 0, 0, 34.77906344483772, 44.835625328877896, 0,
        0, 0, 0, 0, 0, 0,
        // B
        0, 0.0008680556573291698, 0, 0, 0, 0,
        0, 0.0005313191874358747, 0, 0.00016533814161379112, 0, 0,
        0, 0, 0, 0.0004179171803251336, 0.0017290828234722833, 0,
        0.0020827005846636437, 0, 0, 8.826982764996862, 23.19243343998926, 0,
        95.1080498811086, 0.9863978034400682, 0.9834382792465353, 0.0012286405048278493, 171.2667255897307, 0.9807858872435379,
        0, 0, 0, 0.0005130064588990679, 0, 0.00010854057858411537,
    ];
}
