namespace JpegReducer.Imaging.Numerics;

/// <summary>
/// The positions between which a target value lies, for a search whose steps may leave them: where the value is no smooth function of the
/// position, a step by the slope may pass a position that is known to be too far.
/// </summary>
/// <param name="target">The value that is searched. Values grow with the position, if not steadily.</param>
internal struct SearchBracket(float target)
{
    private (float Position, float Value)? _below;
    private (float Position, float Value)? _above;

    /// <summary>Records the value measured at a position.</summary>
    public void Record(float position, float value)
    {
        if (value > target) _above = _above is { } above && above.Position < position ? above : (position, value);
        else _below = _below is { } below && below.Position > position ? below : (position, value);
    }

    /// <summary>Whether a position is between those measured; true while there is none on one side, or they contradict each other.</summary>
    public readonly bool Contains(float position) =>
        _below is not { } below || _above is not { } above || below.Position > above.Position
        || (position > below.Position && position < above.Position);

    /// <summary>A position between those measured, on a straight line, and at least a tenth of the distance from either.</summary>
    /// <param name="margin">How far below the target the value should be.</param>
    public readonly float Interpolate(float margin)
    {
        ((float below, float belowValue), (float above, float aboveValue)) = (_below!.Value, _above!.Value);
        return below + ((above - below) * Math.Clamp((target - margin - belowValue) / (aboveValue - belowValue), 0.1f, 0.9f));
    }
}
