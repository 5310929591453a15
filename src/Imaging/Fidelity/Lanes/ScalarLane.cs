namespace JpegReducer.Imaging.Fidelity.Lanes;

/// <summary>One float: the reference for the tests of wider vectors.</summary>
internal readonly struct ScalarLane(float value) : IFloatLanes<ScalarLane>
{
    private readonly float _value = value;

    public static int Count => 1;

    public static ScalarLane Fill(float value) => new(value);

    public static ScalarLane Load(ReadOnlySpan<float> row, int index) => new(row[index]);

    public void Store(Span<float> row, int index) => row[index] = _value;

    public static ScalarLane operator +(ScalarLane left, ScalarLane right) => new(left._value + right._value);

    public static ScalarLane operator -(ScalarLane left, ScalarLane right) => new(left._value - right._value);

    public static ScalarLane operator *(ScalarLane left, ScalarLane right) => new(left._value * right._value);

    public static ScalarLane operator /(ScalarLane left, ScalarLane right) => new(left._value / right._value);

    public static ScalarLane MultiplyAdd(ScalarLane left, ScalarLane right, ScalarLane addend) =>
        new(MathF.FusedMultiplyAdd(left._value, right._value, addend._value));

    public static ScalarLane Abs(ScalarLane value) => new(MathF.Abs(value._value));

    public static ScalarLane Max(ScalarLane left, ScalarLane right) => new(MathF.Max(left._value, right._value));

    public static ScalarLane Evens(ScalarLane first, ScalarLane second) => first;

    public static ScalarLane Odds(ScalarLane first, ScalarLane second) => second;

    public static ScalarLane GuessInverseCubeRoot(ScalarLane value)
    {
        int exponent = BitConverter.SingleToInt32Bits(value._value) >>> InverseCubeRootGuess.MantissaBits;
        return new(BitConverter.Int32BitsToSingle(InverseCubeRootGuess.Offset - (exponent * InverseCubeRootGuess.Third)));
    }
}
