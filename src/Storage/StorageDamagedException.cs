namespace JpegReducer.Storage;

/// <summary>Records cannot be read because the database is damaged. Not transient; the message is one sentence for the operator.</summary>
/// <param name="message">The message.</param>
/// <param name="inner">The cause.</param>
public sealed class StorageDamagedException(string message, Exception? inner = null) : IOException(message, inner);
