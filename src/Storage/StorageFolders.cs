using System.Globalization;

namespace JpegReducer.Storage;

/// <summary>The local folders in which a node stores data; empty if all of it is elsewhere.</summary>
/// <param name="Roots">The folders. File systems mounted directly below one are included.</param>
public sealed record StorageFolders(IReadOnlyList<string> Roots)
{
    /// <summary>The file systems with too little free space, each in a sentence.</summary>
    /// <param name="min">The minimum free space.</param>
    public IReadOnlyList<string> FindFull(FreeSpace min)
    {
        List<string> full = [];
        HashSet<(long, long)> seen = []; // folders in one file system have the same figures
        foreach (string folder in Roots.SelectMany(root => Directory.GetDirectories(root).Prepend(root)))
        {
            DriveInfo disk = new(folder);
            (long free, long total) = (disk.AvailableFreeSpace, disk.TotalSize);
            if (free < min.Of(total) && seen.Add((free, total)))
                full.Add(string.Create(CultureInfo.InvariantCulture,
                    $"Only {free >> 20} MiB of {total >> 20} MiB are free at '{folder}', less than {min} (Storage:MinFreeSpace)."));
        }

        return full;
    }
}
