using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Grains.Workers.Engine;

/// <summary>Runs the engine on one image, in this process or in another one.</summary>
internal interface IReductionRunner
{
    /// <summary>Reduces an image. Blocks the calling thread until the engine has finished.</summary>
    /// <param name="source">A whole file.</param>
    /// <param name="header">The header of the file, as far as it was read.</param>
    /// <param name="options">How far the reduction may go.</param>
    /// <param name="memoryBytes">The estimated memory of the reduction, source and result included.</param>
    /// <param name="abandoned">Cancelled when the result is not needed any more.</param>
    /// <exception cref="OperationCanceledException">The reduction was abandoned.</exception>
    /// <exception cref="IOException">The engine could not be started, for a reason other than the image.</exception>
    ReductionAttempt Reduce(
        ReadOnlyMemory<byte> source, ImageHeader header, ReductionOptions options, long memoryBytes, CancellationToken abandoned);
}
