using System.Globalization;

namespace JpegReducer.Storage;

/// <summary>The folders on disks in which a node keeps what it stores; none where all of that is elsewhere.</summary>
/// <param name="Roots">The folders. What is mounted directly below one counts too.</param>
public sealed record StorageFolders(IReadOnlyList<string> Roots)
{
    /// <summary>The file systems with too little room, each in a sentence.</summary>
    /// <param name="min">What must be free.</param>
    public IReadOnlyList<string> FindFull(FreeSpace min)
    {
        List<string> full = [];
        HashSet<(long, long)> seen = []; // the folders of one file system all have the same figures
        foreach (string folder in Roots.SelectMany(root => Directory.GetDirectories(root).Prepend(root)))
        {
            DriveInfo disk = new(folder);
            (long free, long total) = (disk.AvailableFreeSpace, disk.TotalSize);
            if (free < min.Of(total) && seen.Add((free, total)))
                full.Add(string.Create(CultureInfo.InvariantCulture, $"Only {free >> 20} MiB of {total >> 20} MiB are free at '{folder}', less than {min} (Storage:MinFreeSpace)."));
        }

        return full;
    }
}
