using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Reduction;

/// <summary>The engine with a folder of real files, if one is given. The matrix covers the same with test images.</summary>
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
