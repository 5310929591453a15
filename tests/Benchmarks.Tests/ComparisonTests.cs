using JpegReducer.Benchmarks.RateQuality.Corpora;
using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Judges;
using JpegReducer.Benchmarks.RateQuality.Measuring;
using JpegReducer.Benchmarks.RateQuality.Statistics;
using JpegReducer.Benchmarks.RateQuality.Store;

namespace JpegReducer.Benchmarks.Tests;

public sealed class ComparisonTests
{
    private static readonly Picture Square = new("corpus", "square", () => new SourceFile("class", [1, 2, 3], 8, 8));

    private static readonly ScaledEncoder Baseline = new("baseline"), Other = new("other", new ScaledEncoder("other target")), Peer = new("peer");

    [Fact]
    public void Each_judge_compares_at_its_own_value_of_the_baseline()
    {
        // By score the other encoder needs as many bytes as the baseline; by distance, twice as many.
        Comparison comparison = Compare(
            (Baseline, 60, 100, 70, 2.0), (Baseline, 70, 1000, 85, 1.0), (Other, 60, 100, 70, 4.0), (Other, 70, 200, 74.515, 2.0),
            (Other, 80, 1000, 85, 1.30103), (Other, 90, 2000, 95, 1.0));

        Assert.Equal(1, Ratio(comparison, Other, Judge.Ssimulacra2, level: 0), 3);
        Assert.Equal(2, Ratio(comparison, Other, Judge.Butteraugli3Norm, level: 0), 3);
        Assert.Equal(2, Ratio(comparison, Other, Judge.Butteraugli3Norm, level: 2), 3);
    }

    [Fact]
    public void The_baseline_over_itself_is_one_by_every_judge_even_if_erratic()
    {
        Comparison comparison = Compare(
            (Baseline, 60, 100, 65, 2.0), (Baseline, 70, 300, 78, 0.9), (Baseline, 80, 500, 84, 1.1), (Baseline, 90, 900, 90, 0.5));

        Assert.All([Judge.Ssimulacra2, Judge.Butteraugli3Norm], judge =>
            Assert.All(comparison.LogRatios(Square, Baseline, judge), ratio => Assert.Equal(0, ratio!.Value, 9)));
    }

    [Fact]
    public void A_level_that_the_baseline_does_not_reach_is_left_out()
    {
        Comparison comparison = Compare(
            (Baseline, 60, 100, 60, 2.0), (Baseline, 70, 400, 82, 1.0), (Other, 60, 50, 60, 2.0), (Other, 70, 200, 90, 0.1));

        Assert.Null(comparison.LogRatios(Square, Other, Judge.Ssimulacra2)[0]);
        Assert.NotNull(comparison.LogRatios(Square, Other, Judge.Ssimulacra2)[1]);
        Assert.NotNull(comparison.MeanLogRatio(Square, Other, Judge.Ssimulacra2));
    }

    [Fact]
    public void A_result_without_loss_is_not_on_a_curve()
    {
        Comparison comparison = Compare(
            (Baseline, 60, 1000, 70, 2), (Baseline, 70, 4000, 85, 1), (Other, 60, 500, 69, 2.1), (Other, 70, 9000, 100, 0));

        Assert.All(comparison.LogRatios(Square, Other, Judge.Ssimulacra2), Assert.Null);
    }

    [Fact]
    public void Where_an_encoder_has_no_loss_its_other_setting_is_compared()
    {
        Comparison comparison = Compare(
            (Baseline, 60, 1000, 70, 2), (Baseline, 70, 4000, 85, 1), (Other, 60, 500, 70, 2), (Other, 70, 9000, 100, 0),
            (Other.WithLoss!, 60, 1, 70, 2), (Other.WithLoss!, 70, 2000, 85, 1));

        Assert.Equal(0.5, Ratio(comparison, Other, Judge.Ssimulacra2, level: 0), 3);
        Assert.Equal(0.5, Ratio(comparison, Other, Judge.Ssimulacra2, level: 2), 3);
    }

    [Fact]
    public void A_result_without_loss_calls_for_a_try_with_the_other_setting()
    {
        Bench bench = Measure((Other, 60, 500, 70, 2), (Other, 70, 9000, 100, 0));

        (Encoder, int)[] missing = [.. bench.Missing(Square)];

        Assert.DoesNotContain((Other, 60), missing);
        Assert.DoesNotContain((Other.WithLoss!, 60), missing);
        Assert.Contains((Other.WithLoss!, 70), missing);
    }

    [Fact]
    public void The_better_of_baseline_and_peer_is_chosen_at_each_level()
    {
        // The peer needs half of the bytes at every level, the other encoder three quarters.
        Comparison comparison = Compare(
            (Baseline, 60, 1000, 70, 2), (Baseline, 70, 4000, 85, 1), (Peer, 60, 500, 70, 2), (Peer, 70, 2000, 85, 1),
            (Other, 60, 750, 70, 2), (Other, 70, 3000, 85, 1));

        Assert.Equal(0.75, Math.Exp(comparison.MeanLogRatio(Square, Other, Judge.Ssimulacra2)!.Value), 3);
        Assert.Equal(1.5, Math.Exp(comparison.MeanLogRatioToBetter(Square, Other, Judge.Ssimulacra2, Peer)!.Value), 3);
        Assert.Equal(0.5, Math.Exp(comparison.MeanLogRatioToBetter(Square, Peer, Judge.Ssimulacra2, Baseline)!.Value), 3);
    }

    private static double Ratio(Comparison comparison, Encoder encoder, Judge judge, int level) =>
        Math.Exp(comparison.LogRatios(Square, encoder, judge)[level]!.Value);

    private static Comparison Compare(params (Encoder Encoder, int Quality, int Bytes, double Score, double Distance)[] results) =>
        new(Measure(results));

    private static Bench Measure(params (Encoder Encoder, int Quality, int Bytes, double Score, double Distance)[] results)
    {
        ResultStore store = ResultStore.Load(new FileInfo("absent"));
        Bench bench = new([Square], [Baseline, Other, Peer], [new TwoJudges()], store);
        foreach ((Encoder encoder, int quality, int bytes, double score, double distance) in results)
        {
            store.Add(new Measurement(
                Bench.TryOf(Square, encoder, quality), bytes, $"{encoder.Name} {quality}", IsLossless: distance == 0, 0,
                new Dictionary<string, double>
                {
                    [bench.Judges[Judge.Ssimulacra2]] = score,
                    [bench.Judges[Judge.Butteraugli3Norm]] = distance,
                }));
        }

        return bench;
    }

    private sealed class ScaledEncoder(string name, Encoder? withLoss = null) : Encoder
    {
        public override string Name => name;

        public override string Version => "1";

        public override Encoder? WithLoss => withLoss;

        public override IReadOnlyList<int> Qualities => [60, 70, 80, 90];

        public override byte[] Encode(SourceFile source, int quality) => throw new NotSupportedException();
    }

    private sealed class TwoJudges : Metric
    {
        public override IReadOnlyList<Judge> Judges => [Judge.Ssimulacra2, Judge.Butteraugli3Norm];

        public override IReadOnlyList<double> Measure(PixelPicture reference, PixelPicture distorted) => [80, 1];
    }
}
