using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Masking;

/// <summary>The tables of PSNR-HVS-M, derived by its authors from the luminance quantization table of JPEG (T.81, Table K.1).</summary>
internal static class SensitivityTables
{
    /// <summary>The sensitivity to an error of each frequency, relative to that of white noise.</summary>
    public static readonly Vector256<float>[] Sensitivity = Rows(
    [
        1.608443f, 2.339554f, 2.573509f, 1.608443f, 1.072295f, 0.643377f, 0.504610f, 0.421887f,
        2.144591f, 2.144591f, 1.838221f, 1.354478f, 0.989811f, 0.443708f, 0.428918f, 0.467911f,
        1.838221f, 1.979622f, 1.608443f, 1.072295f, 0.643377f, 0.451493f, 0.372972f, 0.459555f,
        1.838221f, 1.513829f, 1.169777f, 0.887417f, 0.504610f, 0.295806f, 0.321689f, 0.415082f,
        1.429727f, 1.169777f, 0.695543f, 0.459555f, 0.378457f, 0.236102f, 0.249855f, 0.334222f,
        1.072295f, 0.735288f, 0.467911f, 0.402111f, 0.317717f, 0.247453f, 0.227744f, 0.279729f,
        0.525206f, 0.402111f, 0.329937f, 0.295806f, 0.249855f, 0.212687f, 0.214459f, 0.254803f,
        0.357432f, 0.279729f, 0.270896f, 0.262603f, 0.229778f, 0.257351f, 0.249855f, 0.259950f,
    ]);

    /// <summary>The weight of each frequency's energy for the masking of the others; DC masks nothing.</summary>
    public static readonly Vector256<float>[] Masking = Rows(
    [
        0, 0.826446f, 1.000000f, 0.390625f, 0.173611f, 0.062500f, 0.038447f, 0.026874f,
        0.694444f, 0.694444f, 0.510204f, 0.277008f, 0.147929f, 0.029727f, 0.027778f, 0.033058f,
        0.510204f, 0.591716f, 0.390625f, 0.173611f, 0.062500f, 0.030779f, 0.021004f, 0.031888f,
        0.510204f, 0.346021f, 0.206612f, 0.118906f, 0.038447f, 0.013212f, 0.015625f, 0.026015f,
        0.308642f, 0.206612f, 0.073046f, 0.031888f, 0.021626f, 0.008417f, 0.009426f, 0.016866f,
        0.173611f, 0.081633f, 0.033058f, 0.024414f, 0.015242f, 0.009246f, 0.007831f, 0.011815f,
        0.041649f, 0.024414f, 0.016437f, 0.013212f, 0.009426f, 0.006830f, 0.006944f, 0.009803f,
        0.019290f, 0.011815f, 0.011080f, 0.010412f, 0.007972f, 0.010000f, 0.009426f, 0.010203f,
    ]);

    /// <summary>The error of each frequency that a masking of one hides; none of DC.</summary>
    public static readonly Vector256<float>[] Hidden = [.. Masking.Select((row, index) =>
    {
        Vector256<float> inverse = Vector256<float>.One / row;
        return index == 0 ? inverse.WithElement(0, 0) : inverse;
    })];

    private static Vector256<float>[] Rows(float[] table) =>
        [.. table.Chunk(Vector256<float>.Count).Select(row => Vector256.Create((ReadOnlySpan<float>)row))];
}
