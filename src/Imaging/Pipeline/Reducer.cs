using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>Makes image files smaller. The entry point of the engine.</summary>
/// <remarks>
/// Thread-safe; each reduction uses one core. Deterministic: the same source and options give the same bytes.
/// </remarks>
/// <param name="limits">What one reduction may cost.</param>
/// <param name="time">The clock of <see cref="ReductionLimits.MaxDuration"/>; by default the system's.</param>
public sealed class Reducer(ReductionLimits limits, TimeProvider? time = null)
{
    /// <summary>Finds the smallest file that shows the same picture, as far as the options allow.</summary>
    /// <param name="source">A whole file. Must not change during the call.</param>
    /// <param name="options">How far the reduction may go.</param>
    /// <param name="cancellationToken">Cancels the work; the pixel loops check it many times a second.</param>
    /// <returns>A smaller file, or why the source is kept, or why it cannot be reduced; with it the outcomes of additional outputs.</returns>
    /// <exception cref="ArgumentException">An output has a format that pictures cannot be encoded in.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ReductionOutcome Reduce(ReadOnlyMemory<byte> source, ReductionOptions options, CancellationToken cancellationToken) =>
        Reduce(source, new ImageHeader(), options, cancellationToken);

    /// <summary>The same for a file whose header was read before, from its first bytes or from all of them.</summary>
    /// <param name="source">A whole file. Must not change during the call.</param>
    /// <param name="header">The header of this file, which is not parsed again.</param>
    /// <param name="options">How far the reduction may go.</param>
    /// <param name="cancellationToken">Cancels the work; the pixel loops check it many times a second.</param>
    /// <returns>A smaller file, or why the source is kept, or why it cannot be reduced; with it the outcomes of additional outputs.</returns>
    /// <exception cref="ArgumentException">An output has a format that pictures cannot be encoded in.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ReductionOutcome Reduce(ReadOnlyMemory<byte> source, ImageHeader header, ReductionOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();

        foreach (OutputRequest output in options.Outputs) ImageFormats.EncoderOf(output);

        using CancellationTokenSource clock = new(limits.MaxDuration, time ?? TimeProvider.System);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        ReductionState state = new(source, header, options, limits, either.Token);
        ReductionOutcome main = Guard(
            () => ReductionPipeline.Run(state),
            (reason, detail) => new ReductionOutcome.Failed(reason, detail) { Source = state.Source?.Info },
            either.Token, cancellationToken);
        if (options.Outputs.Count == 0 || main is ReductionOutcome.Failed) return main;

        OtherOutputs others = new(state.Source!, main, options, either.Token);
        return main with
        {
            Others = [.. options.Outputs.Select(output => Guard(
                () => others.Make(output),
                (reason, detail) => new OutputOutcome.Failed(output.Name, reason, detail),
                either.Token, cancellationToken))],
        };
    }

    /// <summary>Runs a part of the work whose failure is an outcome.</summary>
    private T Guard<T>(Func<T> run, Func<FailureReason, string, T> fail, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            either.ThrowIfCancellationRequested();
            return run();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (either.IsCancellationRequested)
        {
            // A decoder that was cancelled throws its own exception: any of them means the same here.
            return fail(FailureReason.TimedOut, $"The reduction took longer than {limits.MaxDuration.TotalSeconds} seconds.");
        }
#pragma warning disable CA1031 // The outermost frame of the engine: one image must not end the process that reduces thousands.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return fail(FailureReason.EngineFault, $"The engine failed: {fault.GetType().Name}.");
        }
    }
}
