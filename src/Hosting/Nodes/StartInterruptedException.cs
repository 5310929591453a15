namespace JpegReducer.Hosting.Nodes;

/// <summary>The program was told to stop while it was starting.</summary>
/// <param name="inner">What the start ran into when it was broken off.</param>
internal sealed class StartInterruptedException(Exception inner) : OperationCanceledException("The start was interrupted.", inner);
