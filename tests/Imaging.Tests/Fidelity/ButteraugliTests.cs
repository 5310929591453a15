using JpegReducer.Imaging.Fidelity;
using NetVips;

namespace JpegReducer.Imaging.Tests.Fidelity;

public class ButteraugliTests
{
    /// <summary>The largest relative difference from the reference tool.</summary>
    private const double Tolerance = 0.0005;

    [Theory, MemberData(nameof(ReferenceDistances.All), MemberType = typeof(ReferenceDistances))]
    public void Both_norms_are_those_of_the_reference_tool(
        string picture, int width, int height, string distortion, double maxNorm, double threeNorm)
    {
        TestPicture reference = TestPicture.Named(picture, width, height);

        ButteraugliDistance distance = Measure(reference, reference.Distorted(distortion));

        Assert.Equal(maxNorm, distance.MaxNorm, maxNorm * Tolerance);
        Assert.Equal(threeNorm, distance.ThreeNorm, threeNorm * Tolerance);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(1, 40)]
    [InlineData(8, 8)]
    [InlineData(15, 15)]
    [InlineData(33, 17)]
    [InlineData(200, 113)]
    public void Identical_pictures_have_a_distance_of_zero(int width, int height)
    {
        TestPicture opaque = TestPicture.Scene(width, height);

        Assert.Equal(default, Measure(opaque, opaque));
        Assert.Equal(default, Measure(opaque.Veiled(), opaque.Veiled()));
    }

    [Fact]
    public void A_prepared_reference_gives_the_same_bits()
    {
        foreach ((int width, int height) in new[] { (1, 1), (5, 9), (14, 30), (15, 16), (31, 33), (130, 71) })
        {
            TestPicture opaque = TestPicture.Scene(width, height), veiled = opaque.Veiled();
            foreach ((TestPicture reference, TestPicture distorted) in
                new[] { (opaque, opaque.Noisy(9)), (veiled, veiled.Noisy(9)), (opaque, veiled), (veiled, opaque) })
            {
                Assert.Equal(Measure(reference, distorted), new ButteraugliReference(reference.AsRgb()).Compare(distorted.AsRgb()));
            }
        }
    }

    [Fact]
    public void A_prepared_reference_can_be_used_concurrently()
    {
        TestPicture scene = TestPicture.Scene(120, 90);
        ButteraugliReference reference = new(scene.AsRgb());
        ButteraugliDistance[] expected = [.. Enumerable.Range(0, 8).Select(strength => Measure(scene, scene.Noisy(strength)))];
        ButteraugliDistance[] distances = new ButteraugliDistance[expected.Length];

        Parallel.For(0, distances.Length, strength => distances[strength] = reference.Compare(scene.Noisy(strength).AsRgb()));

        Assert.Equal(expected, distances);
    }

    [Theory]
    [InlineData(90, 61, false)]
    [InlineData(90, 61, true)]
    [InlineData(5, 20, false)]
    public void The_norms_are_those_of_the_map(int width, int height, bool hasAlpha)
    {
        TestPicture scene = hasAlpha ? TestPicture.Scene(width, height).Veiled() : TestPicture.Scene(width, height);

        ButteraugliMap map = new ButteraugliReference(scene.AsRgb()).Map(scene.Blocky().AsRgb());

        double[] pixels = [.. map.Pixels.ToArray().Select(distance => (double)distance)];
        Assert.Equal(width * height, pixels.Length);
        Assert.Equal(pixels.Max(), map.Distance.MaxNorm);
        Assert.Equal((Norm(3) + Norm(6) + Norm(12)) / 3, map.Distance.ThreeNorm, 1e-9);
        Assert.Equal(Measure(scene, scene.Blocky()), map.Distance);

        double Norm(int order) => Math.Pow(pixels.Average(distance => Math.Pow(distance, order)), 1.0 / order);
    }

    [Fact]
    public void The_map_shows_where_pictures_differ()
    {
        TestPicture sky = TestPicture.Sky(200, 160);
        TestPicture spotted = sky.Map((x, y, _, sample) => x is >= 150 and < 156 && y is >= 40 and < 46 ? sample - 30 : sample);

        ReadOnlySpan<float> pixels = new ButteraugliReference(sky.AsRgb()).Map(spotted.AsRgb()).Pixels.Span;

        int worst = pixels.IndexOf(float.MinValue);
        for (int i = 0; i < pixels.Length; i++) worst = worst < 0 || pixels[i] > pixels[worst] ? i : worst;
        Assert.InRange(worst % 200, 148, 158);
        Assert.InRange(worst / 200, 38, 48);
        Assert.Equal(0, pixels[0]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(1, 100)]
    [InlineData(100, 1)]
    [InlineData(7, 7)]
    public void A_picture_below_eight_pixels_is_extended_on_all_sides(int width, int height)
    {
        TestPicture small = TestPicture.Scene(width, height);
        TestPicture extended = Extended(small), lighter = Extended(small.Lighter(20));
        int left = (extended.Width - width) / 2, top = (extended.Height - height) / 2;

        float[] pixels = new ButteraugliReference(small.AsRgb()).Map(small.Lighter(20).AsRgb()).Pixels.ToArray();

        float[] all = new ButteraugliReference(extended.AsRgb()).Map(lighter.AsRgb()).Pixels.ToArray();
        Assert.Equal(
            from y in Enumerable.Range(top, height) from x in Enumerable.Range(left, width) select all[(y * extended.Width) + x], pixels);
        Assert.True(pixels[0] > 0);
    }

    [Fact]
    public void Both_norms_decrease_with_the_quality_of_a_JPEG()
    {
        TestPicture reference = TestPicture.Scene(320, 240);
        using Image image = Image.NewFromMemory(reference.Pixels, reference.Width, reference.Height, 3, Enums.BandFormat.Uchar);

        ButteraugliDistance[] distances = [.. new[] { 10, 25, 40, 55, 70, 85, 95 }.Select(quality =>
        {
            using Image decoded = Image.NewFromBuffer(image.JpegsaveBuffer(q: quality));
            return Measure(reference, reference with { Pixels = decoded.WriteToMemory<byte>() });
        })];

        Assert.Equal(distances.OrderByDescending(distance => distance.ThreeNorm), distances);
        Assert.Equal(distances.OrderByDescending(distance => distance.MaxNorm), distances);
        Assert.True(distances[0].ThreeNorm > 4 * distances[^1].ThreeNorm, string.Join(' ', distances));
    }

    [Fact]
    public void A_difference_of_smooth_pictures_is_symmetric()
    {
        TestPicture sky = TestPicture.Sky(100, 80), lighter = sky.Lighter(4);

        ButteraugliDistance there = Measure(sky, lighter), back = Measure(lighter, sky);

        Assert.Equal(there.ThreeNorm, back.ThreeNorm, there.ThreeNorm * 0.01);
        Assert.Equal(there.MaxNorm, back.MaxNorm, there.MaxNorm * 0.01);
    }

    [Fact]
    public void The_contrast_of_the_reference_hides_differences()
    {
        TestPicture sky = TestPicture.Sky(100, 80), noisy = sky.Noisy(40);

        double onSmooth = Measure(sky, sky.Warmer()).ThreeNorm;
        double onNoise = Measure(noisy, noisy.Warmer()).ThreeNorm;

        Assert.True(onNoise < 0.7 * onSmooth, $"{onNoise} {onSmooth}");
    }

    [Fact]
    public void Colors_behind_full_transparency_do_not_count()
    {
        TestPicture clear = TestPicture.Scene(64, 64).Veiled();
        for (int i = 3; i < clear.Pixels.Length; i += 4) clear.Pixels[i] = 0;

        Assert.Equal(default, Measure(clear, clear.Noisy(40)));
    }

    [Fact]
    public void An_opaque_alpha_channel_does_not_change_the_distance()
    {
        TestPicture opaque = TestPicture.Scene(90, 60), withAlpha = opaque.Veiled();
        for (int i = 3; i < withAlpha.Pixels.Length; i += 4) withAlpha.Pixels[i] = 255;

        Assert.Equal(Measure(opaque, opaque.Noisy(5)), Measure(withAlpha, withAlpha.Noisy(5)));
    }

    [Fact]
    public void Pictures_of_different_sizes_are_rejected()
    {
        TestPicture wide = TestPicture.Scene(30, 20), high = TestPicture.Scene(20, 30);

        Assert.Throws<ArgumentException>("distorted", () => Measure(wide, high));
        Assert.Throws<ArgumentException>("distorted", () => new ButteraugliReference(wide.AsRgb()).Compare(high.AsRgb()));
        Assert.Throws<ArgumentException>("distorted", () => new ButteraugliReference(wide.AsRgb()).Map(high.AsRgb()));
    }

    [Fact]
    public void Every_call_can_be_cancelled()
    {
        TestPicture scene = TestPicture.Scene(30, 20);
        ButteraugliReference reference = new(scene.AsRgb());
        CancellationToken cancelled = new(canceled: true);

        Assert.Throws<OperationCanceledException>(() => ButteraugliDistance.Measure(scene.AsRgb(), scene.AsRgb(), cancelled));
        Assert.Throws<OperationCanceledException>(() => new ButteraugliReference(scene.AsRgb(), cancelled));
        Assert.Throws<OperationCanceledException>(() => reference.Compare(scene.AsRgb(), cancelled));
        Assert.Throws<OperationCanceledException>(() => reference.Map(scene.AsRgb(), cancelled));
    }

    [Fact]
    public void Measuring_allocates_nothing_for_each_row()
    {
        TestPicture high = TestPicture.Scene(64, 8000), noisy = high.Noisy(3);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Measure(high, noisy);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // All bands of one picture are 30 MB. What is allocated are buffers of a few hundred rows, unless the pool has them.
        Assert.InRange(allocated, 0, 6_000_000);
    }

    private static TestPicture Extended(TestPicture picture)
    {
        (int width, int height) = (Math.Max(8, picture.Width), Math.Max(8, picture.Height));
        using Image image = Image.NewFromMemory(picture.Pixels, picture.Width, picture.Height, 3, Enums.BandFormat.Uchar);
        using Image extended = image.Embed(
            (width - picture.Width) / 2, (height - picture.Height) / 2, width, height, extend: Enums.Extend.Copy);
        return new TestPicture(extended.WriteToMemory<byte>(), width, height);
    }

    private static ButteraugliDistance Measure(TestPicture reference, TestPicture distorted) =>
        ButteraugliDistance.Measure(reference.AsRgb(), distorted.AsRgb());
}
