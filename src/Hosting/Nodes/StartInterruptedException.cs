namespace JpegReducer.Hosting.Nodes;

/// <summary>The program was told to stop while it was starting.</summary>
/// <param name="inner">The error that interrupting the start caused.</param>
internal sealed class StartInterruptedException(Exception inner) : OperationCanceledException("The start was interrupted.", inner);
