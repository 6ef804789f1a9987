using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Support;

/// <summary>
/// An explicit Runge-Kutta step of any vector field by the definition, with the exact tangent and adjoint of the discrete step: what the
/// library's propagators are compared with.
/// </summary>
internal sealed class RungeKutta
{
    private readonly IDifferentiableField field;
    private readonly int dimension, stages;
    private readonly double[][] a;
    private readonly double[] b;
    private readonly double[] points, slopes, pointTangents, slopeTangents, work;

    /// <summary>Binds a scheme to a field.</summary>
    public RungeKutta(ButcherTableau tableau, IDifferentiableField field)
    {
        (this.field, dimension, stages) = (field, field.Dimension, tableau.Stages);
        a = [.. tableau.A.Select(row => row.ToArray())];
        b = [.. tableau.B];
        points = new double[stages * dimension];
        slopes = new double[stages * dimension];
        pointTangents = new double[dimension];
        slopeTangents = new double[stages * dimension];
        work = new double[dimension];
    }

    /// <summary>next = the state one step of <paramref name="dt"/> after <paramref name="x"/>; the two may be the same span.</summary>
    public void Step(ReadOnlySpan<double> x, double dt, Span<double> next)
    {
        ComputeStages(x, dt);
        Combine(x, slopes, dt, next);
    }

    /// <summary>result = dM(x) direction, the derivative of the step along a direction; may overwrite the direction.</summary>
    public void Tangent(ReadOnlySpan<double> x, double dt, ReadOnlySpan<double> direction, Span<double> result)
    {
        ComputeStages(x, dt);
        for (int i = 0; i < stages; i++)
        {
            direction[..dimension].CopyTo(pointTangents);
            for (int j = 0; j < i; j++)
                AddScaled(dt * a[i][j], Stage(slopeTangents, j), pointTangents);
            field.Tangent(Stage(points, i), pointTangents, Stage(slopeTangents, i));
        }

        Combine(direction, slopeTangents, dt, result);
    }

    /// <summary>result = dM(x)^T weights, the transposed derivative of the step; may overwrite the weights.</summary>
    public void Adjoint(ReadOnlySpan<double> x, double dt, ReadOnlySpan<double> weights, Span<double> result)
    {
        ComputeStages(x, dt);
        // slopeTangents now holds the adjoints of the stages, filled from the last stage back.
        for (int i = 0; i < stages; i++)
        {
            Span<double> stage = Stage(slopeTangents, i);
            stage.Clear();
            AddScaled(dt * b[i], weights, stage);
        }

        weights[..dimension].CopyTo(result);
        for (int i = stages - 1; i >= 0; i--)
        {
            field.Adjoint(Stage(points, i), Stage(slopeTangents, i), work);
            AddScaled(1, work, result);
            for (int j = 0; j < i; j++)
                AddScaled(dt * a[i][j], work, Stage(slopeTangents, j));
        }
    }

    private void ComputeStages(ReadOnlySpan<double> x, double dt)
    {
        for (int i = 0; i < stages; i++)
        {
            Span<double> point = Stage(points, i);
            x[..dimension].CopyTo(point);
            for (int j = 0; j < i; j++)
                AddScaled(dt * a[i][j], Stage(slopes, j), point);
            field.Evaluate(point, Stage(slopes, i));
        }
    }

    private void Combine(ReadOnlySpan<double> x, double[] stageSlopes, double dt, Span<double> result)
    {
        x[..dimension].CopyTo(work);
        for (int i = 0; i < stages; i++)
            AddScaled(dt * b[i], Stage(stageSlopes, i), work);
        work.CopyTo(result);
    }

    private Span<double> Stage(double[] buffer, int i) => buffer.AsSpan(i * dimension, dimension);

    private static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int c = 0; c < y.Length; c++)
            y[c] += factor * x[c];
    }
}
