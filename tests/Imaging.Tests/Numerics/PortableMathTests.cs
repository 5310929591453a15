using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Tests.Numerics;

public sealed class PortableMathTests
{
    [Fact]
    public void Logarithm_and_power_are_close_to_those_of_the_platform()
    {
        for (float value = 1e-6f; value < 1e9f; value *= 1.37f)
        {
            Assert.Equal(Math.Log2(value), PortableMath.Log2(value), 0.0002);
            Assert.Equal(1, PortableMath.Exp2(PortableMath.Log2(value)) / value, 0.0003);
        }
    }
}
