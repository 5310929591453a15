namespace JpegReducer.Storage.Embedded;

/// <summary>The data folder cannot be used. The message is one sentence for the operator: it names the folder and the cause.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What the system said.</param>
public sealed class DataFolderException(string message, Exception? inner = null) : IOException(message, inner);
