using Vardax.Managed.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Gaussians;

public sealed class MixtureMomentsTests
{
    [Fact]
    public void A_mixture_has_the_moments_of_its_closed_form_also_far_from_the_origin()
    {
        var moments = new MixtureMoments(2);
        float[] mean = new float[2], std = new float[2];
        for (int run = 0; run < 2; run++)
        {
            moments.Clear();
            moments.Add(0.25, [1, 1e6f], [2, 1]);
            moments.Add(0.75, [5, 1e6f + 4], [1, 1]);
            moments.CopyTo(mean, std);
            // m = 4; s^2 = 0.25 (4 + 9) + 0.75 (1 + 1), and 1 + 0.25 0.75 4^2.
            Assert.Equal([4, 1e6f + 3], mean);
            CloseAssert.Absolute(Math.Sqrt(4.75), std[0], 1e-6);
            CloseAssert.Absolute(2, std[1], 1e-6);
        }
    }
}
