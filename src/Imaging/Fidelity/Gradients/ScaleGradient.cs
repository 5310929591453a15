using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Fidelity.Blur;
using JpegReducer.Imaging.Fidelity.Lanes;
using JpegReducer.Imaging.Fidelity.Scales;

namespace JpegReducer.Imaging.Fidelity.Gradients;

/// <summary>The errors at one scale, and their derivatives with respect to the linear light of the distorted picture.</summary>
internal sealed class ScaleGradient : IDisposable
{
    private const int Cones = 3;

    /// <summary>Stabilizes quotients as in the metric (<see cref="ErrorMaps"/>).</summary>
    private const float StabilizingConstant = ErrorMaps.StabilizingConstant;

    private readonly FloatPlane[] _planes;
    private readonly FloatPlane[] _responses1;
    private readonly FloatPlane[] _responses2;
    private readonly FloatPlane[] _coneGradients;

    // Names as in ErrorMaps: the pictures, their blurs, the blurred squares and product; then derivatives with respect to these.
    private readonly FloatPlane _picture1, _picture2, _mean1, _mean2, _square1, _square2, _product;
    private readonly FloatPlane _byPicture2, _byMean2, _bySquare2, _byProduct, _work, _along;

    public ScaleGradient(int width, int height)
    {
        _planes = [.. Enumerable.Range(0, (3 * Cones) + 13).Select(_ => new FloatPlane(width, height))];
        (_responses1, _responses2, _coneGradients) = (_planes[..Cones], _planes[Cones..(2 * Cones)], _planes[(2 * Cones)..(3 * Cones)]);
        FloatPlane[] rest = _planes[(3 * Cones)..];
        (_picture1, _picture2, _mean1, _mean2, _square1, _square2, _product) = (rest[0], rest[1], rest[2], rest[3], rest[4], rest[5], rest[6]);
        (_byPicture2, _byMean2, _bySquare2, _byProduct, _work, _along) = (rest[7], rest[8], rest[9], rest[10], rest[11], rest[12]);
    }

    /// <summary>Adds the gradient at this scale.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="frame">The whole picture.</param>
    /// <param name="light1">The linear light of the reference, a plane for each primary.</param>
    /// <param name="light2">The linear light of the distorted picture.</param>
    /// <param name="gradient">Receives the derivatives with respect to <paramref name="light2"/>.</param>
    public void Add(int scale, in GradientFrame frame, FloatPlane[] light1, FloatPlane[] light2, FloatPlane[] gradient)
    {
        Span<bool> isCompared = stackalloc bool[ScoreWeights.Components];
        Span<bool> isNeeded = stackalloc bool[Cones];
        for (int component = 0; component < isCompared.Length; component++)
        {
            isCompared[component] = frame.IsCompared(component, scale);
            for (int cone = 0; cone < Cones; cone++) isNeeded[cone] |= isCompared[component] && OpsinColor.Opponents[(Cones * component) + cone] != 0;
        }

        for (int cone = 0; cone < Cones; cone++)
        {
            if (!isNeeded[cone]) continue;
            OpsinColor.Responses<Vector256Lanes>(cone, light1[0].All, light1[1].All, light1[2].All, _responses1[cone].All);
            OpsinColor.Responses<Vector256Lanes>(cone, light2[0].All, light2[1].All, light2[2].All, _responses2[cone].All);
            _coneGradients[cone].All.Clear();
        }

        for (int component = 0; component < isCompared.Length; component++)
        {
            if (isCompared[component]) AddComponent(component, scale, frame);
        }

        for (int cone = 0; cone < Cones; cone++)
        {
            if (!isNeeded[cone]) continue;
            BackpropagateThroughCone(
                _responses2[cone].All, _coneGradients[cone].All, OpsinColor.Absorbance.Slice(3 * cone, 3),
                gradient[0].All, gradient[1].All, gradient[2].All);
        }
    }

    public void Dispose()
    {
        foreach (FloatPlane plane in _planes) plane.Dispose();
    }

    private void AddComponent(int component, int scale, in GradientFrame frame)
    {
        ReadOnlySpan<float> opponents = OpsinColor.Opponents.Slice(Cones * component, Cones);
        Mix(_responses1, opponents, OpsinColor.Offsets[component], _picture1);
        Mix(_responses2, opponents, OpsinColor.Offsets[component], _picture2);
        PlaneBlur.Blur(_picture1, _along, _mean1);
        PlaneBlur.Blur(_picture2, _along, _mean2);
        BlurProduct(_picture1, _picture1, _square1);
        BlurProduct(_picture2, _picture2, _square2);
        BlurProduct(_picture1, _picture2, _product);

        frame.Totals.Add(scale, component, frame.CorePixelsAt(scale), Sum(frame.CoreAt(scale)));
        DifferentiateErrors(frame.Factors(component, scale));
        _byMean2.ClearBetweenRows();
        _bySquare2.ClearBetweenRows();
        _byProduct.ClearBetweenRows();

        // Backward through the blurs and the products before them.
        PlaneBlur.Blur(_byMean2, _along, _work);
        AddTo(_byPicture2.All, _work.All);
        PlaneBlur.Blur(_byProduct, _along, _work);
        AddProduct(_byPicture2.All, _work.All, _picture1.All, 1);
        PlaneBlur.Blur(_bySquare2, _along, _work);
        AddProduct(_byPicture2.All, _work.All, _picture2.All, 2);
        for (int cone = 0; cone < Cones; cone++)
        {
            if (opponents[cone] != 0) AddScaled(_coneGradients[cone].All, _byPicture2.All, opponents[cone]);
        }
    }

    private void BlurProduct(FloatPlane left, FloatPlane right, FloatPlane result)
    {
        Multiply(left.All, right.All, _work.All);
        PlaneBlur.Blur(_work, _along, result);
    }

    // The sums of ErrorMaps over the core, in the order of ErrorNorm.
    private double[] Sum(GradientFrame.Part part)
    {
        double[] sums = new double[ScoreWeights.Norms];
        using RowBlock rows = new(ScoreWeights.Norms, part.Width);
        for (int y = part.Top; y < part.Bottom; y++)
        {
            ErrorMaps.AddStructure<Vector256Lanes>(
                Row(_mean1, y), Row(_mean2, y), Row(_square1, y), Row(_square2, y), Row(_product, y),
                rows[(int)ErrorNorm.StructureMean], rows[(int)ErrorNorm.StructureFourth]);
            ErrorMaps.AddEdges<Vector256Lanes>(
                Row(_picture1, y), Row(_mean1, y), Row(_picture2, y), Row(_mean2, y),
                rows[(int)ErrorNorm.ArtifactMean], rows[(int)ErrorNorm.ArtifactFourth],
                rows[(int)ErrorNorm.LossMean], rows[(int)ErrorNorm.LossFourth]);
        }

        for (int norm = 0; norm < sums.Length; norm++)
        {
            foreach (float sum in rows[norm][..part.Width]) sums[norm] += sum;
        }

        return sums;

        ReadOnlySpan<float> Row(FloatPlane plane, int y) => plane.From(part.Left, y);
    }

    /// <summary>
    /// With µ the means, σ² and σ₁₂ variances and covariance: likeness = (1 − (µ₁−µ₂)²)·N/D, N = 2σ₁₂ + C₂, D = σ₁² + σ₂² + C₂. Edges
    /// are |picture − µ|. The mean of fourth powers contributes 4·e³ times the derivative of its root.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DifferentiateErrors(in GradientFrame.NormFactors factors)
    {
        Span<float> picture1 = _picture1.All, picture2 = _picture2.All, mean1 = _mean1.All, mean2 = _mean2.All;
        Span<float> square1 = _square1.All, square2 = _square2.All, product = _product.All;
        Span<float> byPicture2 = _byPicture2.All, byMean2 = _byMean2.All, bySquare2 = _bySquare2.All, byProduct = _byProduct.All;
        Vector256<float> one = Vector256<float>.One;
        Vector256<float> c2 = Vector256.Create(StabilizingConstant);
        for (int i = 0; i < mean1.Length; i += Vector256<float>.Count)
        {
            Vector256<float> m1 = Vector256.Create<float>(mean1[i..]);
            Vector256<float> m2 = Vector256.Create<float>(mean2[i..]);
            Vector256<float> difference = m1 - m2;
            Vector256<float> luminance = one - (difference * difference);
            Vector256<float> n = (2 * (Vector256.Create<float>(product[i..]) - (m1 * m2))) + c2;
            Vector256<float> d = Vector256.Create<float>(square1[i..]) - (m1 * m1) + (Vector256.Create<float>(square2[i..]) - (m2 * m2)) + c2;
            Vector256<float> quotient = n / d;
            Vector256<float> byLikeness = -Derivative(one - (luminance * quotient), factors.StructureMean, factors.StructureFourth);
            Vector256<float> perD = byLikeness * luminance / d;
            (2 * perD).CopyTo(byProduct[i..]);
            (-perD * quotient).CopyTo(bySquare2[i..]);

            Vector256<float> edge1 = Vector256.Abs(Vector256.Create<float>(picture1[i..]) - m1);
            Vector256<float> offset2 = Vector256.Create<float>(picture2[i..]) - m2;
            Vector256<float> relative = one + edge1;
            Vector256<float> gain = (Vector256.Abs(offset2) - edge1) / relative;
            Vector256<float> byGain =
                Derivative(gain, factors.ArtifactMean, factors.ArtifactFourth) - Derivative(-gain, factors.LossMean, factors.LossFourth);
            Vector256<float> byOffset = Vector256.CopySign(one, offset2) * byGain / relative;
            byOffset.CopyTo(byPicture2[i..]);
            ((byLikeness * 2 * difference * quotient) + (2 * perD * ((m2 * quotient) - m1)) - byOffset).CopyTo(byMean2[i..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Derivative(Vector256<float> error, float ofMean, float ofFourth) => Vector256.ConditionalSelect(
        Vector256.GreaterThan(error, Vector256<float>.Zero),
        Vector256.Create(ofMean) + (ofFourth * error * error * error),
        Vector256<float>.Zero);

    private static void Mix(FloatPlane[] responses, ReadOnlySpan<float> shares, float offset, FloatPlane result)
    {
        Span<float> target = result.All;
        target.Fill(offset);
        for (int cone = 0; cone < Cones; cone++)
        {
            if (shares[cone] != 0) AddScaled(target, responses[cone].All, shares[cone]);
        }

        result.ClearBetweenRows();
    }

    // For r = ∛light: dr/dlight = 1/(3r²).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackpropagateThroughCone(
        ReadOnlySpan<float> responses, ReadOnlySpan<float> gradient, ReadOnlySpan<float> shares, Span<float> red, Span<float> green, Span<float> blue)
    {
        for (int i = 0; i < responses.Length; i += Vector256<float>.Count)
        {
            Vector256<float> root = Vector256.Create(responses[i..]) + Vector256.Create(OpsinColor.CubeRootOfBias);
            Vector256<float> byLight = Vector256.Create(gradient[i..]) / (3 * root * root);
            (Vector256.Create<float>(red[i..]) + (shares[0] * byLight)).CopyTo(red[i..]);
            (Vector256.Create<float>(green[i..]) + (shares[1] * byLight)).CopyTo(green[i..]);
            (Vector256.Create<float>(blue[i..]) + (shares[2] * byLight)).CopyTo(blue[i..]);
        }
    }

    private static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result)
    {
        for (int i = 0; i < result.Length; i += Vector256<float>.Count)
            (Vector256.Create(left[i..]) * Vector256.Create(right[i..])).CopyTo(result[i..]);
    }

    private static void AddTo(Span<float> sum, ReadOnlySpan<float> addend) => AddScaled(sum, addend, 1);

    private static void AddScaled(Span<float> sum, ReadOnlySpan<float> addend, float factor)
    {
        for (int i = 0; i < sum.Length; i += Vector256<float>.Count)
            (Vector256.Create<float>(sum[i..]) + (factor * Vector256.Create(addend[i..]))).CopyTo(sum[i..]);
    }

    private static void AddProduct(Span<float> sum, ReadOnlySpan<float> left, ReadOnlySpan<float> right, float factor)
    {
        for (int i = 0; i < sum.Length; i += Vector256<float>.Count)
            (Vector256.Create<float>(sum[i..]) + (factor * Vector256.Create(left[i..]) * Vector256.Create(right[i..]))).CopyTo(sum[i..]);
    }
}
