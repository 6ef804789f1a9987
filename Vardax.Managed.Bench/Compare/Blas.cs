using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Bench.Compare;

/// <summary>Single-precision products of OpenBLAS on one thread, row-major, through P/Invoke.</summary>
internal static unsafe partial class Blas
{
    /// <summary>What installs it.</summary>
    public const string Install = "apt-get install libopenblas0-pthread";

    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101, NoTranspose = 111, Transposed = 112;

    /// <summary>
    /// Loads the library with the kernels that are fastest here, and sets it to one thread; null, with the reason in
    /// <paramref name="skipped"/>, if there is nothing to compare with.
    /// </summary>
    public static string? TryLoad(List<string> skipped)
    {
        if (Fastest() is not { } fastest)
        {
            skipped.Add($"OpenBLAS: skipped, {Library} does not load; install it with: {Install}");
            return null;
        }

        // The library reads the variable as it is loaded, from the process's own environment, which .NET does not change.
        _ = SetVariable(BlasCores.Variable, fastest.Core, 1);
        _ = NativeLibrary.TryLoad(Library, out _);
        SetThreads(1);
        string core = Marshal.PtrToStringAnsi(CoreName())!;
        if (!BlasCores.IsCripple(core))
            return $"{Marshal.PtrToStringAnsi(Configuration())} (core {core}, the fastest of {fastest.Tried})";
        skipped.Add($"OpenBLAS: refused, it has nothing newer than its {core} kernels for this processor.");
        return null;
    }

    /// <summary>For a process of its own: the kernels in use, and GFLOP/s of a square product and of one of a training's.</summary>
    public static string MeasureSpeed()
    {
        SetThreads(1);
        Product[] products = [new("square", 512, 512, 512), new("forward", 64, 64, 306)];
        double speed = products.Aggregate(1.0, (speed, product) =>
            speed * product.Flops / Interleaved.MeasureCalls(25, product.RunPeer)[0].Best / 1e9);
        return FormattableString.Invariant($"{Marshal.PtrToStringAnsi(CoreName())} {Math.Sqrt(speed)}");
    }

    /// <summary>The set with the best geometric mean of both speeds, and what was tried with its speed.</summary>
    private static (string Core, string Tried)? Fastest()
    {
        var speeds = new Dictionary<string, double>();
        foreach (string candidate in BlasCores.Candidates)
        {
            string program = Environment.ProcessPath!;
            string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetExecutingAssembly().Location] : [];
            var start = new ProcessStartInfo(program, [.. host, "compare", "--openblas-speed"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            };
            start.Environment[BlasCores.Variable] = candidate;
            using Process process = Process.Start(start)!;
            string[] words = process.StandardOutput.ReadToEnd().Split();
            process.WaitForExit();
            if (process.ExitCode == 0 && words.Length > 1)
                speeds.TryAdd(words[0], double.Parse(words[1], CultureInfo.InvariantCulture));
        }

        return speeds.Count == 0
            ? null
            : (speeds.MaxBy(pair => pair.Value).Key,
                string.Join(", ", speeds.Select(pair => $"{pair.Key} {Quantity.Number(pair.Value)} GFLOP/s")));
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

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

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
