namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The taper of localisation: the fifth-order function of G. Gaspari and S. E. Cohn, "Construction of correlation functions in two and three
/// dimensions", Q. J. R. Meteorol. Soc. 125 (1999), equation 4.10, with half-support 1.82 radius: 0 beyond twice that.
/// </summary>
internal static class GaspariCohn
{
    /// <summary>Half-support over radius.</summary>
    public const double HalfSupport = 1.82;

    /// <summary>1 at distance 0, falling to 0.</summary>
    public static double Taper(double distance, double radius)
    {
        double r = distance / (HalfSupport * radius);
        if (r <= 1)
            return (((((((-0.25 * r) + 0.5) * r) + 0.625) * r) - (5.0 / 3)) * r * r) + 1;
        return r >= 2 ? 0
            : (((((((((r / 12) - 0.5) * r) + 0.625) * r) + (5.0 / 3)) * r) - 5) * r) + 4 - (2 / (3 * r));
    }
}
