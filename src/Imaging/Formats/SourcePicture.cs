using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Formats;

/// <summary>A source decoded to pixels, upright and of 8 bits a sample, to be encoded in other formats.</summary>
internal sealed class SourcePicture
{
    private const string ProfileField = "icc-profile-data", ExifField = "exif-data", XmpField = "xmp-data";
    private const int Colors = 3;

    private readonly byte[] _samples;
    private readonly int _bands;

    private SourcePicture(byte[] samples, int bands, int width, int height) => (_samples, _bands, Width, Height) = (samples, bands, width, height);

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>Pixels from top to bottom of one frame.</summary>
    public int Height { get; }

    /// <summary>The number of frames, equal ones in a row counted once.</summary>
    public int Frames => _samples.Length / FrameLength(Width, Height, _bands);

    /// <summary>How long each frame of an animation is shown, in milliseconds; empty for a still picture.</summary>
    public int[] Delays { get; private init; } = [];

    /// <summary>How often an animation is played; 0 is without end.</summary>
    public int Plays { get; private init; } = 1;

    /// <summary>The ICC profile of the samples; empty for sRGB.</summary>
    public byte[] Profile { get; private init; } = [];

    /// <summary>The EXIF data of the source as a TIFF structure, which may still state an orientation; empty without any.</summary>
    public byte[] Exif { get; private init; } = [];

    /// <summary>The XMP packet of the source; empty without any.</summary>
    public byte[] Xmp { get; private init; } = [];

    /// <summary>Whether the samples are those of the source: neither its color space nor its depth was converted.</summary>
    public bool IsExact { get; private init; }

    /// <summary>Whether the source's own format stores pictures with loss.</summary>
    public bool IsFromLossyFormat { get; private init; }

    /// <summary>The picture as a viewer shows it, its frames below each other.</summary>
    public DecodedPicture Reference
    {
        get
        {
            if (field is not null) return field;

            using Image image = Open(CancellationToken.None);
            return field = DecodedPicture.Of(image);
        }
    }

    /// <summary>Decodes a source that was reduced or kept before: damage that is shown is part of the picture.</summary>
    /// <exception cref="VipsException">The data cannot be decoded.</exception>
    public static SourcePicture Decode(SourceImage source, CancellationToken cancellationToken)
    {
        using Image stored = source.Format.Loader.Open(source.Bytes, Enums.Access.Random, cancellationToken, Enums.FailOn.None);
        int height = AnimationTiming.FrameHeight(stored);
        bool isAnimation = height < stored.Height;
        using Image upright = isAnimation ? stored.Copy() : stored.Autorot();
        byte[] profile = Blob(stored, ProfileField);
        bool keepsProfile = IsRgb(upright) && profile.AsSpan().Slice(Math.Min(16, profile.Length)).StartsWith("RGB "u8);
        using Image colors = upright.Interpretation == Enums.Interpretation.Cmyk || (profile.Length > 0 && !keepsProfile)
            ? DecodedPicture.ToSrgb(upright)
            : upright.Format == Enums.BandFormat.Uchar
                ? upright.Copy()
                : upright.Colourspace(IsRgb(upright) ? Enums.Interpretation.Srgb : Enums.Interpretation.Bw);
        using Image samples = colors.Cast(Enums.BandFormat.Uchar);
        bool isExact = upright.Format == Enums.BandFormat.Uchar && upright.Interpretation != Enums.Interpretation.Cmyk
            && (profile.Length == 0 || keepsProfile);

        byte[] exif = Blob(stored, ExifField);
        (byte[] distinct, int[] delays) = Distinct(
            samples.WriteToMemory<byte>(),
            FrameLength(samples.Width, isAnimation ? height : samples.Height, samples.Bands),
            isAnimation ? AnimationTiming.ShownDelays(stored) : []);
        return new SourcePicture(distinct, samples.Bands, samples.Width, isAnimation ? height : samples.Height)
        {
            Delays = delays,
            Plays = source.Format.Plays(source) ?? AnimationTiming.Loops(stored),
            Profile = keepsProfile ? profile : [],
            Exif = exif.AsSpan().StartsWith("Exif\0\0"u8) ? exif[6..] : exif,
            Xmp = Blob(stored, XmpField),
            IsExact = isExact,
            IsFromLossyFormat = source.Format.IsLossy,
        };
    }

    /// <summary>The picture for an encoder: its frames below each other, with their timing and the profile.</summary>
    public Image Open(CancellationToken cancellationToken)
    {
        using Image samples = Image.NewFromMemory(_samples, Width, Height * Frames, _bands, Enums.BandFormat.Uchar);
        using Image typed = samples.Copy(interpretation: _bands < Colors ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        Image image = typed.Mutate(mutable =>
        {
            if (Profile.Length > 0) mutable.Set(GValue.BlobType, ProfileField, Profile);
            if (Delays.Length == 0) return;

            mutable.Set(GValue.GIntType, AnimationTiming.FrameHeightField, Height);
            mutable.Set(GValue.ArrayIntType, AnimationTiming.DelayField, Delays);
            mutable.Set(GValue.GIntType, AnimationTiming.LoopField, Plays);
        });
        VipsLoader.CancelWith(image, cancellationToken);
        return image;
    }

    private static bool IsRgb(Image image) => image.Bands >= Colors && image.Interpretation != Enums.Interpretation.Cmyk;

    private static int FrameLength(int width, int height, int bands) => width * height * bands;

    private static byte[] Blob(Image image, string field) => image.Contains(field) ? (byte[])image.Get(field) : [];

    /// <summary>Joins equal frames in a row to one that is shown as long as all of them: encoders do it too.</summary>
    private static (byte[] Samples, int[] Delays) Distinct(byte[] samples, int length, int[] delays)
    {
        List<int> kept = [], shown = [];
        for (int frame = 0; frame < delays.Length; frame++)
        {
            if (kept.Count > 0 && samples.AsSpan(frame * length, length).SequenceEqual(samples.AsSpan(kept[^1] * length, length)))
            {
                shown[^1] += delays[frame];
                continue;
            }

            kept.Add(frame);
            shown.Add(delays[frame]);
        }

        if (kept.Count == delays.Length) return (samples, delays);

        byte[] distinct = new byte[kept.Count * length];
        for (int frame = 0; frame < kept.Count; frame++) samples.AsSpan(kept[frame] * length, length).CopyTo(distinct.AsSpan(frame * length));
        return (distinct, [.. shown]);
    }
}
