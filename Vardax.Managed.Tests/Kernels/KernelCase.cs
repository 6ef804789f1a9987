namespace Vardax.Managed.Tests.Kernels;

/// <summary>One element-wise kernel beside its scalar formula.</summary>
/// <param name="Name">The kernel.</param>
/// <param name="Arity">Number of sources it reads: of x, y, z, the first so many.</param>
/// <param name="Apply">Runs it over spans.</param>
/// <param name="Reference">The formula in double precision, of (x, y, z).</param>
/// <param name="Ulps">Largest error, in units in the last place.</param>
/// <param name="Low">Smallest argument tried.</param>
/// <param name="High">Largest argument tried.</param>
/// <param name="Magnitude">Of (x, y, z): what the error is measured against; the result where null.</param>
internal sealed record KernelCase<T>(
    string Name, int Arity, KernelCall<T> Apply, Func<double, double, double, double> Reference, double Ulps,
    double Low = -8, double High = 8, Func<double, double, double, double>? Magnitude = null);
