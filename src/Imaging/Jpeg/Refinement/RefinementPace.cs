using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>
/// Keeps a refinement on its way to the errors allowed. The scale stays, since aims settle on the levels that its tables
/// have; what bits cost is turned a little instead.
/// </summary>
internal sealed class RefinementPace
{
    // Errors grow about so with the scale, and with the price of bits, in powers of two.
    private const float ScaleSlope = 0.85f;
    private const float PriceSlope = 0.2f;

    /// <summary>By how much the errors fall before a round, at the same scale and price, in powers of two.</summary>
    private static readonly float[] Gains = [0.10f, 0.05f, 0.03f, 0.02f, 0.015f, 0.01f, 0.01f, 0.01f];

    /// <summary>While aims move, bits may be dearer than without.</summary>
    private const float UsualPrice = 0.5f;
    private const float MinPrice = -0.5f;
    private const float MaxPrice = 1.5f;

    private readonly float _allowed;
    private readonly int _rounds;
    private float _scale;
    private float _price = UsualPrice;
    private float _expected;

    /// <param name="scale">The scale at which the errors allowed are expected without refinement, at the usual price.</param>
    /// <param name="allowed">The errors to end with.</param>
    /// <param name="rounds">How many rounds there are.</param>
    public RefinementPace(float scale, double allowed, int rounds)
    {
        (_allowed, _rounds) = (PortableMath.Log2((float)allowed), rounds);
        _expected = _allowed + ToCome(0);
        _scale = ScaleRange.ClampLog2(PortableMath.Log2(scale) + ((ToCome(0) - (PriceSlope * _price)) / ScaleSlope));
    }

    /// <summary>The scale of all rounds.</summary>
    public float Scale => PortableMath.Exp2(_scale);

    /// <summary>What bits cost, as a factor.</summary>
    public float Price => PortableMath.Exp2(_price);

    /// <summary>The errors expected of the levels chosen next.</summary>
    public double Expected => PortableMath.Exp2(_expected);

    /// <summary>Whether errors are too far from those expected for the price to mend it.</summary>
    public bool IsFarOff(double errors) => MathF.Abs(Log2(errors) - _expected) > PriceSlope * 0.7f;

    /// <summary>Chooses a better scale to begin again with.</summary>
    public void BeginAgain(double errors) => _scale = ScaleRange.ClampLog2(_scale + ((_expected - Log2(errors)) / ScaleSlope));

    /// <summary>Chooses what bits cost in the next round.</summary>
    /// <param name="round">The round that ends, the first is 0.</param>
    /// <param name="errors">The errors found in it.</param>
    public void Follow(int round, double errors)
    {
        float height = Log2(errors) - (PriceSlope * _price);
        _price = Math.Clamp((_allowed + ToCome(round + 1) - (height - Gains[round])) / PriceSlope, MinPrice, MaxPrice);
        _expected = height - Gains[round] + (PriceSlope * _price);
    }

    private static float Log2(double errors) => PortableMath.Log2((float)Math.Max(errors, 1e-6));

    // What the rounds from one on are to gain.
    private float ToCome(int round) => Gains.Take(_rounds).Skip(round).Sum();
}
