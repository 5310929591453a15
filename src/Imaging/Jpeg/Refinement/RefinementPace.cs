using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Refinement;

/// <summary>
/// Steers a refinement to the allowed errors. The scale stays the same, since targets converge to the levels of its tables; small
/// corrections are made by the Lagrange multiplier.
/// </summary>
internal sealed class RefinementPace
{
    // The assumed exponents by which errors grow with the scale and with the Lagrange multiplier.
    private const float ScaleSlope = 0.85f;
    private const float LambdaSlope = 0.2f;

    /// <summary>The expected reduction of errors before each round at the same scale and multiplier, in powers of two.</summary>
    private static readonly float[] Gains = [0.10f, 0.05f, 0.03f, 0.02f, 0.015f, 0.01f, 0.01f, 0.01f];

    /// <summary>Refinement tolerates a larger Lagrange multiplier than plain quantization; in powers of two.</summary>
    private const float InitialLogLambda = 0.5f;
    private const float MinLogLambda = -0.5f;
    private const float MaxLogLambda = 1.5f;

    private readonly float _logAllowed;
    private readonly int _rounds;
    private float _logScale;
    private float _logLambda = InitialLogLambda;
    private float _logExpected;

    /// <param name="scale">
    /// The scale at which the allowed errors are expected without refinement, at the presets' Lagrange multiplier.
    /// </param>
    /// <param name="allowed">The mapped errors that the last round should reach.</param>
    /// <param name="rounds">The number of rounds.</param>
    public RefinementPace(float scale, double allowed, int rounds)
    {
        (_logAllowed, _rounds) = (PortableMath.Log2((float)allowed), rounds);
        _logExpected = _logAllowed + RemainingGain(0);
        _logScale = ScaleRange.ClampLog2(PortableMath.Log2(scale) + ((RemainingGain(0) - (LambdaSlope * _logLambda)) / ScaleSlope));
    }

    /// <summary>The scale of all rounds.</summary>
    public float Scale => PortableMath.Exp2(_logScale);

    /// <summary>The factor on the presets' Lagrange multipliers.</summary>
    public float LambdaFactor => PortableMath.Exp2(_logLambda);

    /// <summary>The expected mapped errors of the next round.</summary>
    public double Expected => PortableMath.Exp2(_logExpected);

    /// <summary>Whether errors are too far from those expected to be corrected by the Lagrange multiplier.</summary>
    public bool IsFarOff(double errors) => MathF.Abs(Log2(errors) - _logExpected) > LambdaSlope * 0.7f;

    /// <summary>Chooses a better scale for a restart.</summary>
    public void Restart(double errors) => _logScale = ScaleRange.ClampLog2(_logScale + ((_logExpected - Log2(errors)) / ScaleSlope));

    /// <summary>Chooses the Lagrange multiplier of the next round.</summary>
    /// <param name="round">The index of the round that ends, from 0.</param>
    /// <param name="errors">The errors measured in it.</param>
    public void Update(int round, double errors)
    {
        float unscaled = Log2(errors) - (LambdaSlope * _logLambda);
        _logLambda = Math.Clamp((_logAllowed + RemainingGain(round + 1) - (unscaled - Gains[round])) / LambdaSlope, MinLogLambda, MaxLogLambda);
        _logExpected = unscaled - Gains[round] + (LambdaSlope * _logLambda);
    }

    private static float Log2(double errors) => PortableMath.Log2((float)Math.Max(errors, 1e-6));

    // The expected reduction by this and all later rounds.
    private float RemainingGain(int round) => Gains.Take(_rounds).Skip(round).Sum();
}
