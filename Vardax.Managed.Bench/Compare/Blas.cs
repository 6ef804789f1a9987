using System.Runtime.InteropServices;

namespace Vardax.Managed.Bench.Compare;

/// <summary>Single-precision products of OpenBLAS on one thread, row-major, through P/Invoke.</summary>
internal static unsafe partial class Blas
{
    /// <summary>What installs it.</summary>
    public const string Install = "apt-get install libopenblas0-pthread";

    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101, NoTranspose = 111, Transposed = 112;

    /// <summary>Loads the library and sets it to one thread; null where it is missing.</summary>
    public static string? TryLoad()
    {
        if (!NativeLibrary.TryLoad(Library, out _))
            return null;
        SetThreads(1);
        return $"{Marshal.PtrToStringAnsi(Configuration())} (core {Marshal.PtrToStringAnsi(CoreName())})";
    }

    /// <summary>C (m x n) = A (m x k) B (k x n), either stored transposed; one row times a matrix goes to sgemv.</summary>
    public static void Multiply(int m, int n, int k, float[] a, bool aTransposed, float[] b, bool bTransposed, float[] c)
    {
        fixed (float* pa = a, pb = b, pc = c)
        {
            if (m == 1 && !bTransposed)
            {
                MatrixVector(RowMajor, Transposed, k, n, 1, pb, n, pa, 1, 0, pc, 1);
                return;
            }

            MatrixMatrix(RowMajor, aTransposed ? Transposed : NoTranspose, bTransposed ? Transposed : NoTranspose, m, n, k,
                1, pa, aTransposed ? m : k, pb, bTransposed ? k : n, 0, pc, n);
        }
    }

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "openblas_get_config")]
    private static partial nint Configuration();

    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    private static partial nint CoreName();

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void MatrixMatrix(
        int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb,
        float beta, float* c, int ldc);

    [LibraryImport(Library, EntryPoint = "cblas_sgemv")]
    private static partial void MatrixVector(
        int order, int transpose, int rows, int columns, float alpha, float* a, int lda, float* x, int incx, float beta, float* y,
        int incy);
}
