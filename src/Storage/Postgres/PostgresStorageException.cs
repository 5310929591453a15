namespace JpegReducer.Storage.Postgres;

/// <summary>The database cannot be used. The message is one sentence for the operator with the setting or server and the cause.</summary>
/// <param name="message">The message.</param>
/// <param name="inner">The cause.</param>
public sealed class PostgresStorageException(string message, Exception? inner = null) : IOException(message, inner);
