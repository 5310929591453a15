using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Reduction;

/// <summary>The engine against a folder of real files, where one is given; its own images otherwise do the same in the matrix.</summary>
public sealed class CorpusClaims
{
    [Fact]
    public void No_real_file_crashes_the_engine_or_grows()
    {
        string? folder = Environment.GetEnvironmentVariable("JPEGREDUCER_CORPUS");
        IEnumerable<byte[]> files = folder is null
            ? [.. FailureClaims.Sound.Select(row => (byte[])row[1])]
            : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes);

        Assert.All(files, file =>
        {
            ReductionOutcome outcome = Engine.Reduce(file);

            Assert.False(outcome is ReductionOutcome.Failed { Reason: FailureReason.EngineFault }, outcome.ToString());
            Assert.False(outcome is ReductionOutcome.Reduced reduced && reduced.Bytes.Length >= file.Length);
        });
    }
}
