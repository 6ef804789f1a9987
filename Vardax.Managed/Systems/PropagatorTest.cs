using System.Numerics;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Systems;

/// <summary>
/// Tests that an implementation of <see cref="IDynamicalModel"/> keeps the contract of <see cref="IPropagator{T}"/>, in both
/// precisions. Run it once in the tests of a model of your own: what is wrong there shows later as wrong answers alone.
/// </summary>
public static class PropagatorTest
{
    private const int Steps = 3, Threads = 4, Rounds = 25;

    // More members and columns than a vector of any machine has lanes, and a tail.
    private const int MostColumns = 37;

    private static readonly RandomKey Key = RandomKey.FromSeed(0);

    /// <summary>Tests a model.</summary>
    /// <param name="create">Creates the model; called twice, and the two have to be equal.</param>
    /// <param name="state">A state that the model comes by, such as one on its attractor: where nothing vanishes.</param>
    /// <param name="dt">The step it is used with.</param>
    /// <param name="field">
    /// The right-hand side f of x' = f(x), to test the value by; null for the model's own where its propagator is an
    /// <see cref="IVectorField{T}"/>, and for no such test where not.
    /// </param>
    /// <returns>
    /// The items dimension, value (only by a vector field), tangent, adjoint, columns, single precision, steps, in place, ensemble,
    /// negative dt, threads and equality.
    /// </returns>
    /// <exception cref="ArgumentException">The state is not of the model's components, or a number is not finite.</exception>
    public static PropagatorTestResult Run(
        Func<IDynamicalModel> create, ReadOnlySpan<double> state, double dt, IVectorField<double>? field = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        IDynamicalModel model = create(), again = create();
        double[] x = Checked(model, state, dt);
        IPropagator<double> exact = model.DoublePrecision;
        IPropagator<float> single = model.SinglePrecision;
        float[] x32 = Array.ConvertAll(x, c => (float)c);
        field ??= exact as IVectorField<double>;
        List<PropagatorTestItem> items = [Item("dimension", () => Dimension(model))];
        if (field is not null)
            items.Add(Item("value", () => Value(exact, field, x, dt)));
        items.AddRange(Derivatives(model, x, dt));
        items.Add(Item("columns", () => Columns(exact, x, dt) ?? Columns(single, x32, (float)dt)));
        items.Add(Item("single precision", () => Single(exact, single, x, x32, dt)));
        items.Add(Item("steps", () => ManySteps(exact, x, dt) ?? ManySteps(single, x32, (float)dt)));
        items.Add(Item("in place", () => InPlace(exact, x, dt) ?? InPlace(single, x32, (float)dt)));
        items.Add(Item("ensemble", () => Ensemble(exact, x, dt) ?? Ensemble(single, x32, (float)dt)));
        items.Add(Item("negative dt", () => Backwards(exact, x, dt)));
        items.Add(Item("threads", () => SeveralThreads(exact, x, dt) ?? SeveralThreads(single, x32, (float)dt)));
        items.Add(Item("equality", () => model.Equals(again) && model.GetHashCode() == again.GetHashCode() ? null
            : $"two {model.Name} models created alike are not equal, or their hash codes differ; a record over its parameters is"));
        return new PropagatorTestResult(items);
    }

    /// <summary>The items tangent and adjoint alone: a few dozen steps.</summary>
    internal static IReadOnlyList<PropagatorTestItem> Derivatives(IDynamicalModel model, ReadOnlySpan<double> state, double dt)
    {
        double[] x = Checked(model, state, dt), direction = Normal(x.Length, 1), weights = Normal(x.Length, 2);
        double scale = 0.1 * Vectors.Norm(x) / Math.Sqrt(x.Length);
        Vectors.Scale(direction, scale > 0 ? scale : 0.1);
        JacobianTestResult Test() => GradientTest.Run(new PropagatorStep(model.DoublePrecision, dt), x, direction, weights);
        return
        [
            Item("tangent", () => Test().Tangent is { Passes: false } taylor
                ? !taylor.IsFinite ? "M(x), or M'(x) d, is not finite"
                    : FormattableString.Invariant($"|M(x + h d) - M(x) - h M'(x) d| falls with h^{taylor.Order:0.00}; expected 2")
                : null),
            Item("adjoint", () => Test() is { AdjointError: var error } && !(error <= 1e-11)
                ? FormattableString.Invariant($"w.(M'(x) d) and (M'(x)^T w).d differ by {error:G2} of their size; expected rounding")
                : null),
        ];
    }

    private static double[] Checked(IDynamicalModel model, ReadOnlySpan<double> state, double dt)
    {
        Guard.Length(model.Components.Count, state.Length, nameof(state));
        double[] x = state.ToArray();
        Guard.Finite(state, nameof(state));
        Guard.Finite(dt);
        return x;
    }

    /// <summary>An item of a test that returns its fault, null for none.</summary>
    private static PropagatorTestItem Item(string name, Func<string?> test)
    {
        try
        {
            string? fault = test();
            return new PropagatorTestItem(name, fault is null, fault ?? "passes");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever a model throws is its fault.
            return new PropagatorTestItem(name, false, $"throws {failure.GetType().Name}: {failure.Message}");
        }
    }

    private static string? Dimension(IDynamicalModel model) =>
        (model.SinglePrecision.Dimension, model.DoublePrecision.Dimension) is var (single, exact)
            && single == model.Components.Count && exact == single ? null
            : $"{model.Components.Count} components, and dimensions {single} and {exact} in single and double precision";

    private static string? Value(IPropagator<double> model, IVectorField<double> field, double[] x, double dt)
    {
        TaylorTestResult taylor = GradientTest.Run(
            new PropagatorFlow(model, field, x), [0], [1], Normal(x.Length, 2), Math.Abs(dt)).Tangent;
        return taylor.Passes ? null : FormattableString.Invariant(
            $"|M_h(x) - x - h f(x)| falls with h^{taylor.Order:0.00}; expected 2, or more where f' f is zero");
    }

    private static string? Single(IPropagator<double> exact, IPropagator<float> single, double[] x, float[] x32, double dt)
    {
        int n = x.Length;
        double[] next = new double[n], tangent = Normal(n, 1), adjoint = [.. tangent];
        float[] next32 = new float[n], tangent32 = Array.ConvertAll(tangent, d => (float)d), adjoint32 = [.. tangent32];
        exact.Integrate(x, dt, next);
        single.Integrate(x32, (float)dt, next32);
        exact.TangentStep(x, dt, tangent, 1);
        single.TangentStep(x32, (float)dt, tangent32, 1);
        exact.AdjointStep(x, dt, adjoint, 1);
        single.AdjointStep(x32, (float)dt, adjoint32, 1);
        return Far("M(x)", next, next32) ?? Far("M'(x) d", tangent, tangent32) ?? Far("M'(x)^T w", adjoint, adjoint32);
    }

    private static string? Far(string what, double[] exact, float[] single)
    {
        double[] difference = Array.ConvertAll(single, c => (double)c);
        Vectors.AddScaled(difference, -1, exact, difference);
        double error = Vectors.Norm(difference), size = Vectors.Norm(exact);
        return error <= 1e-3 * size ? null
            : FormattableString.Invariant($"{what} differs by {error:G3} from that in double precision, of size {size:G3}");
    }

    private static string? Columns<T>(IPropagator<T> model, T[] x, T dt)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = x.Length;
        foreach (int count in (int[])[1, 2, 7, MostColumns])
        {
            T[] all = Array.ConvertAll(Normal(n * count, 3), T.CreateChecked), tangents = [.. all], adjoints = [.. all];
            model.TangentStep(x, dt, tangents, count);
            model.AdjointStep(x, dt, adjoints, count);
            for (int i = 0; i < count; i++)
            {
                T[] tangent = Column(all, n, count, i), adjoint = [.. tangent];
                model.TangentStep(x, dt, tangent, 1);
                model.AdjointStep(x, dt, adjoint, 1);
                if (!Same<T>(tangent, Column(tangents, n, count, i)))
                    return $"TangentStep makes another thing of column {i} of {count} than of the same column alone";
                if (!Same<T>(adjoint, Column(adjoints, n, count, i)))
                    return $"AdjointStep makes another thing of column {i} of {count} than of the same column alone";
            }
        }

        return null;
    }

    private static string? ManySteps<T>(IPropagator<T> model, T[] x, T dt)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] states = Integrate(model, x, dt), state = x;
        for (int step = 0; step < Steps; step++)
        {
            var next = new T[x.Length];
            model.Integrate(state, dt, next);
            if (!Same<T>(next, states.AsSpan(step * x.Length, x.Length)))
                return $"step {step + 1} of {Steps} steps at once is not what that many single steps lead to";
            state = next;
        }

        return null;
    }

    private static string? InPlace<T>(IPropagator<T> model, T[] x, T dt)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] expected = Integrate(model, x, dt);
        foreach (int at in (int[])[0, (Steps - 1) * x.Length])
        {
            var states = new T[expected.Length];
            x.CopyTo(states, at);
            model.Integrate(states.AsSpan(at, x.Length), dt, states);
            if (!Same<T>(expected, states))
                return $"Integrate gives other states where the initial one stands at {at} of those that it writes";
        }

        return null;
    }

    private static string? Ensemble<T>(IPropagator<T> model, T[] x, T dt)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = x.Length;
        foreach (int members in (int[])[1, 2, 7, MostColumns])
        {
            double[] noise = Normal(n * members, 4);
            var ensemble = new T[n * members];
            for (int i = 0; i < ensemble.Length; i++)
                ensemble[i] = x[i / members] * T.CreateChecked(1 + (0.01 * noise[i]));
            T[] before = [.. ensemble];
            model.IntegrateEnsemble(ensemble, members, dt, Steps);
            for (int i = 0; i < members; i++)
            {
                if (!Same<T>(Integrate(model, Column(before, n, members, i), dt).AsSpan(^n..), Column(ensemble, n, members, i)))
                    return $"member {i} of {members} does not come to the bits that Integrate comes to from the same state";
            }
        }

        return null;
    }

    private static string? Backwards(IPropagator<double> model, double[] x, double dt)
    {
        double[] next = new double[x.Length], back = new double[x.Length];
        model.Integrate(x, dt, next);
        model.Integrate(next, -dt, back);
        Vectors.AddScaled(next, -1, x, next);
        Vectors.AddScaled(back, -1, x, back);
        double moved = Vectors.Norm(next), missed = Vectors.Norm(back);
        return missed <= 0.25 * moved ? null : FormattableString.Invariant(
            $"a step of {dt} moves the state by {moved:G3}, and one of {-dt} back leaves it {missed:G3} away; expected far less. ")
            + "Controls before the window and the polish step back";
    }

    private static string? SeveralThreads<T>(IPropagator<T> model, T[] x, T dt)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] Answer(int thread)
        {
            T[] start = [.. x], states = new T[Steps * x.Length], tangent = [.. x], adjoint = [.. x], ensemble = [.. x];
            start[0] *= T.CreateChecked(1 + (0.01 * thread));
            model.Integrate(start, dt, states);
            model.TangentStep(start, dt, tangent, 1);
            model.AdjointStep(start, dt, adjoint, 1);
            start.CopyTo(ensemble, 0);
            model.IntegrateEnsemble(ensemble, 1, dt, Steps);
            return [.. states, .. tangent, .. adjoint, .. ensemble];
        }

        T[][] expected = [.. Enumerable.Range(0, Threads).Select(Answer)];
        if (!Enumerable.Range(0, Threads).All(thread => Same<T>(Answer(thread), expected[thread])))
            return "a second call with the same arguments gives other bits";
        var faults = new string?[Threads];
        using Barrier start = new(Threads);
        Thread[] threads =
        [
            .. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
            {
                start.SignalAndWait();
                faults[thread] = Item("", () => Enumerable.Range(0, Rounds).All(_ => Same<T>(Answer(thread), expected[thread]))
                    ? null
                    : "a call gives other bits while other threads call too: the propagator has to hold no buffers") is
                    { Passes: false } item ? item.Message : null;
            })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return faults.FirstOrDefault(fault => fault is not null);
    }

    private static T[] Integrate<T>(IPropagator<T> model, T[] x, T dt)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var states = new T[Steps * x.Length];
        model.Integrate(x, dt, states);
        return states;
    }

    private static T[] Column<T>(T[] columns, int rows, int count, int i) =>
        [.. Enumerable.Range(0, rows).Select(row => columns[(row * count) + i])];

    /// <summary>Whether all bits are the same, those of NaN aside.</summary>
    private static bool Same<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> found)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!expected[i].Equals(found[i]) || T.IsNegative(expected[i]) != T.IsNegative(found[i]))
                return false;
        }

        return expected.Length == found.Length;
    }

    private static double[] Normal(int count, ulong child)
    {
        var normals = new float[count];
        RandomDraws.Normal(Key.Child(child), normals);
        return Array.ConvertAll(normals, z => (double)z);
    }
}
