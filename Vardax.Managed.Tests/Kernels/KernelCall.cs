namespace Vardax.Managed.Tests.Kernels;

/// <summary>destination = kernel(x, y, z); the sources a kernel does not read are ignored.</summary>
internal delegate void KernelCall<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> destination);
