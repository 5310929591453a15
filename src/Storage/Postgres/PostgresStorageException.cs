namespace JpegReducer.Storage.Postgres;

/// <summary>The database cannot be used. The message is one sentence for the operator: it names the setting or the server, and the cause.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What the system said.</param>
public sealed class PostgresStorageException(string message, Exception? inner = null) : IOException(message, inner);
