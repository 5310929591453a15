using NetVips;

namespace JpegReducer.Benchmarks.RateQuality;

/// <summary>Pictures made by arithmetic, for a run without any file: to see that all works, not to judge encoders by.</summary>
internal static class RenderedPictures
{
    private const int Width = 768, Height = 512;

    public static IEnumerable<(string Name, byte[] Jpeg)> All()
    {
        foreach (int seed in new[] { 1, 2, 3 })
        {
            yield return ($"rendered-{seed}-444.jpg", Render(seed).JpegsaveBuffer(q: 95, subsampleMode: Enums.ForeignSubsample.Off));
            yield return ($"rendered-{seed}-420.jpg", Render(seed).JpegsaveBuffer(q: 95, subsampleMode: Enums.ForeignSubsample.On));
        }
    }

    /// <summary>Clouds, cells and sensor noise in three colors, with a slope of light across.</summary>
    private static Image Render(int seed)
    {
        Image light = Image.Xyz(Width, Height).ExtractBand(0) / Width;
        Image clouds = Image.Perlin(Width, Height, cellSize: 128, seed: seed).Cast(Enums.BandFormat.Float);
        Image detail = Image.Perlin(Width, Height, cellSize: 12, seed: seed + 10).Cast(Enums.BandFormat.Float);
        Image cells = Image.Worley(Width, Height, cellSize: 64, seed: seed + 20).Cast(Enums.BandFormat.Float);
        Image noise = Image.Gaussnoise(Width, Height, sigma: 2.5, mean: 0, seed: seed + 30);

        Image luma = (light * 120) + (clouds * 60) + (detail * 25) + (cells * 1.5) + noise + 30;
        Image red = luma + (clouds * 40);
        Image blue = luma - (clouds * 30) + (cells * 0.5);
        return red.Bandjoin(luma, blue).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb).CopyMemory();
    }
}
