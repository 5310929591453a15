namespace JpegReducer.Imaging.Numerics;

/// <summary>
/// The secant method on binary logarithms, for a quantity that grows nearly as a power of a parameter: errors with the scale of
/// quantization tables, for example. Positions are logarithms of the parameter, values are logarithms of the quantity.
/// </summary>
/// <param name="slope">The exponent that is assumed until two positions have been measured.</param>
/// <param name="minSlope">The smallest exponent that two measurements may lead to; above 0.</param>
/// <param name="maxSlope">The largest exponent that two measurements may lead to.</param>
internal struct LogSecantSearch(float slope, float minSlope, float maxSlope)
{
    private float _slope = slope;
    private (float Position, float Value)? _previous;

    /// <summary>
    /// Records the value measured at a position; from the second position on, the slope of the secant replaces the assumed one.
    /// </summary>
    public void Record(float position, float value)
    {
        if (_previous is { } previous && previous.Position != position)
            _slope = Math.Clamp((value - previous.Value) / (position - previous.Position), minSlope, maxSlope);

        _previous = (position, value);
    }

    /// <summary>The step in position that changes the value by an amount.</summary>
    public readonly float StepFor(float change) => change / _slope;
}
