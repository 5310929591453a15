namespace JpegReducer.Storage;

/// <summary>Storage answers, and will not have us: a setting or a right is wrong. The message is one sentence for the operator.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What the system said.</param>
public sealed class StorageRefusedException(string message, Exception? inner = null) : IOException(message, inner);
