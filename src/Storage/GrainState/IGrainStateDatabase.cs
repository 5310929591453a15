using System.Data.Common;

namespace JpegReducer.Storage.GrainState;

/// <summary>
/// The database for Orleans' AdoNet providers: grain state, reminders, and the membership of a cluster. Its schema is complete before a
/// silo starts.
/// </summary>
public interface IGrainStateDatabase
{
    /// <summary>The provider's invariant name in Orleans (<c>AdoNetInvariants</c>).</summary>
    string Invariant { get; }

    /// <summary>The source of connections.</summary>
    DbDataSource DataSource { get; }

    /// <summary>Throws an <see cref="IOException"/> if grain state cannot be written or read. For health checks.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
