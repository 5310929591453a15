using JpegReducer.Cli.Tests.Running;
using JpegReducer.Support.Images;

namespace JpegReducer.Cli.Tests;

[Trait("Category", "Process")]
public sealed class InstructionSetTests : IAsyncLifetime
{
    private readonly Workplace _place = new();

    /// <summary>Switches of the runtime that take vectors away from it: 512 bits, 256 bits, all.</summary>
    public static TheoryData<string> Switches => ["DOTNET_EnableAVX512", "DOTNET_EnableAVX", "DOTNET_EnableHWIntrinsic"];

    [Theory, MemberData(nameof(Switches))]
    public async Task Every_instruction_set_produces_the_same_bytes(string taken)
    {
        _place.Put("photos/full.jpg", TestImages.Photo());
        _place.Put("photos/half.jpg", TestImages.Photo(203, 149, seed: 3, halfChroma: true));
        string[][] ways = [["--mode", "lossless"], ["--mode", "lossy"], ["--mode", "glossy"], ["--effort", "high"], ["--target", "80"]];

        foreach (string[] way in ways) (await _place.RunAsync(["reduce", "photos", "--output", Name("all", way), .. way])).Expect(ExitCodes.Success);
        _place.Environment[taken] = "0";
        foreach (string[] way in ways)
            (await _place.RunAsync(["reduce", "photos", "--output", Name("fewer", way), .. way])).Expect(ExitCodes.Success);

        Assert.All(ways, way => Assert.All(
            (string[])["full.jpg", "half.jpg"],
            file => Assert.Equal(File.ReadAllBytes(_place[Name("all", way), file]), File.ReadAllBytes(_place[Name("fewer", way), file]))));

        static string Name(string prefix, string[] way) => prefix + string.Concat(way);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _place.DisposeAsync();
}
