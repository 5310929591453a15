namespace JpegReducer.Storage.Embedded;

/// <summary>The data folder cannot be used. The message is one sentence for the operator: with the folder and the cause.</summary>
/// <param name="message">The message.</param>
/// <param name="inner">The cause.</param>
public sealed class DataFolderException(string message, Exception? inner = null) : IOException(message, inner);
