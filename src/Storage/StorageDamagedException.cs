namespace JpegReducer.Storage;

/// <summary>Records cannot be read because the database is damaged. No retry helps; the message is one sentence for the operator.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What the system said.</param>
public sealed class StorageDamagedException(string message, Exception? inner = null) : IOException(message, inner);
