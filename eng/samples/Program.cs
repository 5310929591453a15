using JpegReducer.Samples;

string folder = args is [var named] ? named : "samples";
Directory.CreateDirectory(folder);

foreach ((string name, byte[] bytes) in Gallery.Render())
{
    await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
    Console.WriteLine($"{name,-28} {bytes.Length,9:N0} bytes");
}
