using System.Globalization;
using JpegReducer.Cli.Tests.Running;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

[Trait("Category", "Process")]
public sealed class MemoryTests : IAsyncLifetime
{
    private const int Width = 2400;
    private const int Height = 1800;

    /// <summary>The heap of an idle program, with space for garbage collection.</summary>
    private const long Idle = 48 << 20;

    private readonly Workplace _place = new();

    [Theory]
    [InlineData("normal", Effort.Normal, false)]
    [InlineData("normal", Effort.Normal, true)]
    [InlineData("high", Effort.High, true)]
    public async Task A_large_picture_needs_no_more_memory_than_predicted_from_its_header(string word, Effort effort, bool halfChroma)
    {
        byte[] photo = TestImages.Photo(Width, Height, halfChroma: halfChroma);
        _place.Put("photo.jpg", photo);
        ImageInfo header = new(ImageFormats.Find("jpeg")!, Width, Height) { SamplesPerPixel = halfChroma ? 1.5f : 3 };
        long max = WorkingMemory.Needed(header, new ReductionOptions { Effort = effort }) + (2 * photo.Length) + Idle;

        // With less than it needs the runtime ends the program.
        _place.Environment["DOTNET_GCHeapHardLimit"] = max.ToString("x", CultureInfo.InvariantCulture);
        EndedProgram ended = await _place.RunAsync("reduce", "photo.jpg", "--output", "smaller.jpg", "--effort", word, "--jobs", "1", "--json");

        ended.Expect(ExitCodes.Success);
        Assert.Equal("reduced", ended.Report("photo.jpg", "outcome"));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _place.DisposeAsync();
}
