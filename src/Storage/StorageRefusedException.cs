namespace JpegReducer.Storage;

/// <summary>Storage rejects requests because of a setting or a missing permission. The message is one sentence for the operator.</summary>
/// <param name="message">The message.</param>
/// <param name="inner">The cause.</param>
public sealed class StorageRefusedException(string message, Exception? inner = null) : IOException(message, inner);
