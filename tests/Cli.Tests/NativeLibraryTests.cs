using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

/// <summary>Loading libvips takes longer than reducing a small photograph.</summary>
[Trait("Category", "Process")]
public sealed class NativeLibraryTests : IAsyncLifetime
{
    private const string Library = "libvips.so";
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("photo.jpg", false)]
    [InlineData("screen.png", true)]
    public async Task Only_formats_other_than_JPEG_load_libvips(string file, bool isLoaded)
    {
        _place.Put("photo.jpg", TestImages.Photo());
        _place.Put("screen.png", TestImages.ScreenPng());
        _place.Environment["LD_DEBUG"] = "files"; // the dynamic loader reports every library on standard error

        EndedProgram ended = (await _place.RunAsync("reduce", file, "--output", "smaller", "--json")).Expect(ExitCodes.Success);

        Assert.Equal("reduced", ended.Report(file, "outcome"));
        Assert.Contains("libcoreclr.so", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(isLoaded, ended.Errors.Contains(Library, StringComparison.Ordinal));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _place.DisposeAsync();
}
