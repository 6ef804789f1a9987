using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>A filter whose state of knowledge is a mean and a covariance P. The mean is moved by the model.</summary>
public abstract class GaussianFilter : Filter
{
    private readonly double[] next, updatedMean, updatedSpread;
    private readonly LostTruth truth = new();
    private readonly LinearUpdate update;

    private protected GaussianFilter(StateSpaceModel system, FilterOptions? options)
        : base(system, options)
    {
        int n = system.StateDimension;
        (Center, Spread, next) = (new double[n], new double[n * n], new double[n]);
        (updatedMean, updatedSpread) = (new double[n], new double[n * n]);
        update = new LinearUpdate(system);
        ModelError = system.ModelError?.ToMatrix() ?? [];
        // To first order where the prior is not normal.
        InitialDistribution initial = system.Initial;
        for (int c = 0; c < n; c++)
            Center[c] = initial.Components[c].ToPhysical(initial.Components[c].Mean);
        int m = initial.Coordinates;
        double[] root = m == 0 ? [] : initial.OfCoordinates().Covariance.Root();
        for (int i = 0; i < m; i++)
        {
            ComponentPrior prior = initial.Components[initial.Free[i]];
            Elementwise.Map(root.AsSpan(i * m, m), root.AsSpan(i * m, m), new VectorScale<double>(prior.Derivative(prior.Mean)));
            for (int j = 0; j <= i; j++)
            {
                double product = Reduction.Dot(root.AsSpan(i * m, m), root.AsSpan(j * m, m));
                Spread[(initial.Free[i] * n) + initial.Free[j]] = Spread[(initial.Free[j] * n) + initial.Free[i]] = product;
            }
        }
    }

    /// <summary>The mean.</summary>
    private protected double[] Center { get; }

    /// <summary>P, n x n.</summary>
    private protected double[] Spread { get; }

    /// <summary>Q, n x n; empty without model error.</summary>
    private protected double[] ModelError { get; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<double[]> Arrays => [Center, Spread, .. truth.Arrays];

    /// <inheritdoc/>
    public override void Mean(Span<double> mean) => Center.CopyTo(mean);

    /// <inheritdoc/>
    public override void Covariance(Span<double> covariance) => Spread.CopyTo(covariance);

    /// <inheritdoc/>
    public override void Std(Span<double> std)
    {
        for (int c = 0; c < Center.Length; c++)
            std[c] = Math.Sqrt(Spread[(c * Center.Length) + c]);
    }

    /// <summary>What P becomes in a step from <see cref="Center"/>.</summary>
    /// <param name="dt">The length of the step.</param>
    private protected virtual void StepSpread(double dt)
    {
    }

    /// <inheritdoc/>
    private protected override void Propagate(double dt, int count, RandomKey errors)
    {
        IPropagator<double> model = System.Model.DoublePrecision;
        for (int step = 0; step < count; step++)
        {
            StepSpread(dt);
            model.Integrate(Center, dt, next);
            next.CopyTo(Center, 0);
        }
    }

    /// <summary>The linear update of a mean and a covariance; sets the innovation.</summary>
    private protected void Update(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, Span<double> mean, Span<double> covariance) =>
        Innovation = update.Apply(y, rows, mean, covariance);

    /// <summary>
    /// The linear update of what mean and covariance are, for <see cref="Adopt"/>; sets the innovation. If the filter has lost the
    /// truth, by <see cref="LostTruth"/>, the covariance is doubled before the update until chi square is as expected, or as often as helps.
    /// True if it is.
    /// </summary>
    private protected bool UpdateOrRecover(ReadOnlySpan<double> y, ReadOnlySpan<int> rows)
    {
        Prepare(y, rows, 1);
        if (!truth.IsLost(Innovation) || !Options.Recovers)
            return false;
        Recoveries++;
        double scale = 1;
        for (int doublings = 0; Innovation.ChiSquare > rows.Length && doublings < LostTruth.MostDoublings; doublings++)
            Prepare(y, rows, scale *= 2);
        return true;
    }

    /// <summary>Takes up the linear update.</summary>
    private protected void Adopt()
    {
        updatedMean.CopyTo(Center, 0);
        updatedSpread.CopyTo(Spread, 0);
    }

    private void Prepare(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, double scale)
    {
        Center.CopyTo(updatedMean, 0);
        Elementwise.Map(Spread, updatedSpread, new VectorScale<double>(scale));
        Innovation = update.Apply(y, rows, updatedMean, updatedSpread);
    }

    /// <inheritdoc/>
    private protected override (AnalysisCode Code, string Fault)? Fault()
    {
        int n = Center.Length;
        for (int c = 0; c < n; c++)
        {
            double variance = Spread[(c * n) + c];
            if (!double.IsFinite(Center[c]) || !(variance >= 0 && double.IsFinite(variance)))
            {
                return (AnalysisCode.Diverged, FormattableString.Invariant(
                    $"{System.Model.Components[c]} has mean {Center[c]} and variance {variance}"));
            }
        }

        return null;
    }
}
