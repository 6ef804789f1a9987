using System.Numerics;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Dynamics;

/// <summary>
/// An explicit Runge-Kutta step of any vector field, with the exact tangent and adjoint of the discrete step (not a
/// discretisation of the continuous ones). Holds the stages: one instance serves one thread and
/// allocates nothing per step; two calls at once throw an <see cref="InvalidOperationException"/>.
/// </summary>
/// <typeparam name="T"><c>float</c> or <c>double</c>.</typeparam>
public sealed class RungeKutta<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IVectorField<T> field;
    private readonly int dimension, stages;
    private readonly T[][] a;
    private readonly T[] b;
    private readonly ExclusiveUse guard = new("RungeKutta");
    private readonly T[] points, slopes, pointTangents, slopeTangents, work;

    /// <summary>Binds a scheme to a field.</summary>
    public RungeKutta(ButcherTableau tableau, IVectorField<T> field)
    {
        ArgumentNullException.ThrowIfNull(tableau);
        ArgumentNullException.ThrowIfNull(field);
        (this.field, dimension, stages) = (field, field.Dimension, tableau.Stages);
        a = [.. tableau.A.Select(row => row.Select(T.CreateChecked).ToArray())];
        b = [.. tableau.B.Select(T.CreateChecked)];
        points = new T[stages * dimension];
        slopes = new T[stages * dimension];
        pointTangents = new T[dimension];
        slopeTangents = new T[stages * dimension];
        work = new T[dimension];
    }

    /// <summary>next = the state one step of <paramref name="dt"/> after <paramref name="x"/>; the two may be the same span.</summary>
    public void Step(ReadOnlySpan<T> x, T dt, Span<T> next)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        ComputeStages(x, dt);
        Combine(x, slopes, dt, next);
    }

    /// <summary>result = dM(x) direction, the derivative of the step along a direction; may overwrite the direction.</summary>
    public void Tangent(ReadOnlySpan<T> x, T dt, ReadOnlySpan<T> direction, Span<T> result)
    {
        using ExclusiveUse.Scope use = guard.Enter();
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
    public void Adjoint(ReadOnlySpan<T> x, T dt, ReadOnlySpan<T> weights, Span<T> result)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        ComputeStages(x, dt);
        // slopeTangents now holds the adjoints of the stages, filled from the last stage back.
        for (int i = 0; i < stages; i++)
        {
            Span<T> stage = Stage(slopeTangents, i);
            stage.Clear();
            AddScaled(dt * b[i], weights, stage);
        }

        weights[..dimension].CopyTo(result);
        for (int i = stages - 1; i >= 0; i--)
        {
            field.Adjoint(Stage(points, i), Stage(slopeTangents, i), work);
            AddScaled(T.One, work, result);
            for (int j = 0; j < i; j++)
                AddScaled(dt * a[i][j], work, Stage(slopeTangents, j));
        }
    }

    private void ComputeStages(ReadOnlySpan<T> x, T dt)
    {
        for (int i = 0; i < stages; i++)
        {
            Span<T> point = Stage(points, i);
            x[..dimension].CopyTo(point);
            for (int j = 0; j < i; j++)
                AddScaled(dt * a[i][j], Stage(slopes, j), point);
            field.Evaluate(point, Stage(slopes, i));
        }
    }

    private void Combine(ReadOnlySpan<T> x, T[] stageSlopes, T dt, Span<T> result)
    {
        x[..dimension].CopyTo(work);
        for (int i = 0; i < stages; i++)
            AddScaled(dt * b[i], Stage(stageSlopes, i), work);
        work.CopyTo(result);
    }

    private Span<T> Stage(T[] buffer, int i) => buffer.AsSpan(i * dimension, dimension);

    private static void AddScaled(T factor, ReadOnlySpan<T> x, Span<T> y)
    {
        for (int c = 0; c < y.Length; c++)
            y[c] += factor * x[c];
    }
}
