using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// The posterior of a window by Laplace's approximation: with A = I + G^T H^T R^-1 H G the Gauss-Newton Hessian of the cost at its
/// minimum and G the derivative of the window by the whitened control, the window has mean x(v*) and covariance G A^-1 G^T. Exact
/// where the model, the observation operator and so the posterior are linear and Gaussian. Immutable.
/// </summary>
public sealed class LaplaceApproximation
{
    // Transposed square roots of the covariances: parameters x entries, and parameters x control.
    private readonly double[] windowRoot, controlRoot, hessianFactor, priorRoot, minimum;
    private readonly Covariance controlPrior;
    private readonly int parameters;
    private AnalysisStatus? failure;

    internal LaplaceApproximation(ControlModel model)
    {
        (parameters, controlPrior) = (model.Parameters, model.Covariance);
        (Mean, StandardDeviation, ControlMean) = (new double[model.Entries], new double[model.Entries], new double[model.Mean.Length]);
        (hessianFactor, minimum) = (new double[parameters * parameters], new double[parameters]);
        (windowRoot, controlRoot) = (new double[parameters * model.Entries], new double[parameters * ControlMean.Length]);
        priorRoot = new double[controlRoot.Length];
        Transpose.Copy(ControlMean.Length, parameters, controlPrior.Root(), priorRoot);
    }

    /// <summary>Takes the posterior about the lowest minimum that a solver has found.</summary>
    internal void Set(VariationalSolver solver) => Set(solver, solver.V, solver.Provenance);

    /// <summary>Takes the posterior about a minimum.</summary>
    internal void Set(VariationalSolver solver, ReadOnlySpan<double> v, Provenance provenance)
    {
        Provenance = provenance;
        v.CopyTo(minimum);
        bool factored = solver.TryHessian(v, hessianFactor);
        LogEvidence = -provenance.Minimization.Cost;
        for (int i = 0; i < parameters; i++)
            LogEvidence -= Math.Log(hessianFactor[(i * parameters) + i]);
        ControlModel model = solver.Model;
        model.Window.CopyTo(Mean);
        model.Control(v, ControlMean);
        for (int e = 0; e < Mean.Length; e++)
        {
            ReadOnlySpan<double> tangent = model.Tangent(e);
            for (int k = 0; k < parameters; k++)
                windowRoot[(k * Mean.Length) + e] = tangent[k];
        }

        priorRoot.CopyTo(controlRoot, 0);
        Cholesky.SolveLower(hessianFactor, parameters, windowRoot, Mean.Length);
        Cholesky.SolveLower(hessianFactor, parameters, controlRoot, ControlMean.Length);
        Array.Clear(StandardDeviation);
        for (int k = 0; k < parameters; k++)
        {
            for (int i = 0; i < Mean.Length; i++)
                StandardDeviation[i] += windowRoot[(k * Mean.Length) + i] * windowRoot[(k * Mean.Length) + i];
        }

        for (int i = 0; i < Mean.Length; i++)
            StandardDeviation[i] = factored ? Math.Sqrt(StandardDeviation[i]) : double.NaN;
        failure = Provenance.Minimization.Status != MinimizationStatus.Converged ? Provenance.Status
            : !factored ? AnalysisStatus.Unusable(
                AnalysisCode.NotPositiveDefinite, "the Hessian of the cost at its minimum is not finite and positive definite")
            : FirstNotFinite() is int bad ? AnalysisStatus.Unusable(AnalysisCode.NotFinite,
                $"entry {bad} of the window is not finite: {Mean[bad]} with standard deviation {StandardDeviation[bad]}")
            : null;
    }

    /// <summary>The method, and how its minimisation ended.</summary>
    public Provenance Provenance { get; private set; }

    /// <summary>Mean of each window entry, (time, component) row-major.</summary>
    public double[] Mean { get; }

    /// <summary>Marginal standard deviation of each window entry.</summary>
    public double[] StandardDeviation { get; }

    /// <summary>
    /// Mean of the control: the window (OI, 3DVar), its first state (strong constraint), or that and the model errors of every
    /// step (weak constraint).
    /// </summary>
    public double[] ControlMean { get; }

    /// <summary>Usable only where the minimisation converged and mean and standard deviations are finite.</summary>
    public AnalysisStatus Status => failure ?? Provenance.Status;

    /// <summary>Why the posterior is not usable; null if it is.</summary>
    internal AnalysisStatus? Failure => failure;

    /// <summary>-J(v*) - log |L|, A = L L^T: the logarithm of the mass of the posterior about the minimum, but for a constant.</summary>
    internal double LogEvidence { get; private set; }

    /// <summary>|L^T (v - v*)|^2: how many standard deviations a whitened control is away, squared.</summary>
    internal double Distance(ReadOnlySpan<double> v)
    {
        double squares = 0;
        for (int i = 0; i < parameters; i++)
        {
            // Row i of L^T is column i of L.
            double z = 0;
            for (int k = i; k < parameters; k++)
                z += hessianFactor[(k * parameters) + i] * (v[k] - minimum[k]);
            squares += z * z;
        }

        return squares;
    }

    /// <summary>Covariance of the window's entries, entries x entries.</summary>
    public double[] Covariance() => Gram(windowRoot, Mean.Length);

    /// <summary>Covariance of the control.</summary>
    public double[] ControlCovariance() => Gram(controlRoot, ControlMean.Length);

    /// <summary>Log density of the control at a value of it, in nats.</summary>
    /// <exception cref="ArgumentException">The length is not the control's.</exception>
    /// <exception cref="InvalidOperationException">The prior is singular: there is no density.</exception>
    public double LogProb(ReadOnlySpan<double> control)
    {
        Guard.Length(ControlMean.Length, control.Length, nameof(control));
        double[] v = control.ToArray();
        for (int i = 0; i < v.Length; i++)
            v[i] -= ControlMean[i];
        controlPrior.Whiten(v, 1);
        double log = -controlPrior.LogDeterminantOfRoot;
        for (int i = 0; i < parameters; i++)
        {
            // Row i of L^T is column i of L.
            double z = 0;
            for (int k = i; k < parameters; k++)
                z += hessianFactor[(k * parameters) + i] * v[k];
            log += Math.Log(hessianFactor[(i * parameters) + i]) - ((z * z) + Math.Log(Math.Tau)) / 2;
        }

        return log;
    }

    /// <summary>Draws windows, correlated as the covariance says: mean + root^T normal(key, (count, rank)).</summary>
    /// <param name="key">The key.</param>
    /// <param name="samples">Receives count x entries values, row-major; its length sets the count.</param>
    /// <exception cref="ArgumentException">The length is not a whole number of windows.</exception>
    public void Sample(RandomKey key, Span<float> samples)
    {
        int count = samples.Length / Mean.Length;
        Guard.Matrix(samples.Length, count, Mean.Length, nameof(samples));
        var normals = new float[count * parameters];
        RandomDraws.Normal(key, normals);
        var window = new double[Mean.Length];
        for (int s = 0; s < count; s++)
        {
            Mean.CopyTo(window, 0);
            for (int k = 0; k < parameters; k++)
            {
                Elementwise.Map<double, VectorAddScaled<double>>(windowRoot.AsSpan(k * window.Length, window.Length), window, window,
                    new VectorAddScaled<double>(normals[(s * parameters) + k]));
            }

            for (int i = 0; i < window.Length; i++)
                samples[(s * window.Length) + i] = (float)window[i];
        }
    }

    private int? FirstNotFinite()
    {
        for (int i = 0; i < Mean.Length; i++)
        {
            if (!double.IsFinite(Mean[i] + StandardDeviation[i]))
                return i;
        }

        return null;
    }

    private double[] Gram(double[] root, int n)
    {
        var matrix = new double[n * n];
        MatMul.Multiply(n, n, parameters, root, 1, n, root, matrix, default, default(VectorIdentity<double>));
        return matrix;
    }
}
