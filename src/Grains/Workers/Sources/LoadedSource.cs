using JpegReducer.Imaging.Pipeline;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers.Sources;

/// <summary>The result of loading a source.</summary>
internal abstract record LoadedSource
{
    private LoadedSource()
    {
    }

    /// <summary>The source is in memory.</summary>
    /// <param name="File">The stored file.</param>
    /// <param name="Bytes">The whole content.</param>
    /// <param name="Header">The header, as far as it was read.</param>
    /// <param name="MemoryBytes">The estimated memory of the reduction, source and result included.</param>
    /// <param name="Reservation">The reserved memory; to be disposed of after the reduction.</param>
    public sealed record Loaded(StoredFile File, ReadOnlyMemory<byte> Bytes, ImageHeader Header, long MemoryBytes, IDisposable Reservation)
        : LoadedSource;

    /// <summary>The source is missing, could not be fetched, or cannot be reduced.</summary>
    /// <param name="File">The stored file, if there is one.</param>
    /// <param name="Reason">One of <see cref="Reasons"/>.</param>
    /// <param name="Detail">The reason as a sentence, for people.</param>
    public sealed record Rejected(StoredFile? File, string Reason, string Detail) : LoadedSource;
}
