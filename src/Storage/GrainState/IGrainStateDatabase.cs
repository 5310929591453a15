using System.Data.Common;

namespace JpegReducer.Storage.GrainState;

/// <summary>Where Orleans' AdoNet providers keep grain state and reminders, and the membership of a cluster. The schema stands when a silo gets to see this.</summary>
public interface IGrainStateDatabase
{
    /// <summary>The provider's name, as Orleans knows it (<c>AdoNetInvariants</c>).</summary>
    string Invariant { get; }

    /// <summary>Where connections come from.</summary>
    DbDataSource DataSource { get; }

    /// <summary>Throws an <see cref="IOException"/> where grain state cannot be written or read. For health checks.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
