using Vardax.Managed.Dynamics;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class VariationalCostTests
{
    private const int Steps = 6;

    public static TheoryData<string, bool> Cases => new()
    {
        { "window", true }, { "strong", true }, { "weak", true }, { "window", false }, { "strong", false }, { "weak", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_tangent_and_adjoint_are_right(string control, bool lorenz)
    {
        VariationalCost cost = Create(control, lorenz, n => new NonlinearOperator(n));
        JacobianTestResult jacobian = Test(cost);
        Assert.True(jacobian.Passes && jacobian.Tangent.Order > 1.9, $"{jacobian.Tangent.Order}, {jacobian.AdjointError}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_wrong_tangent_of_the_user_fails(string control, bool lorenz)
    {
        JacobianTestResult jacobian = Test(Create(control, lorenz, n => new NonlinearOperator(n, tangentFactor: 1.001)));
        Assert.False(jacobian.Tangent.Passes);
        Assert.True(jacobian.AdjointError > 1e-9);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_wrong_adjoint_of_the_user_fails(string control, bool lorenz)
    {
        JacobianTestResult jacobian = Test(Create(control, lorenz, n => new NonlinearOperator(n, adjointFactor: 1.001)));
        Assert.True(jacobian.Tangent.Passes);
        Assert.False(jacobian.Passes);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_whole_Jacobian_is_its_products_with_unit_vectors(string control, bool lorenz)
    {
        VariationalCost cost = Create(control, lorenz, n => new NonlinearOperator(n));
        (int m, int n) = (cost.Residuals, cost.Parameters);
        double[] jacobian = new double[m * n], column = new double[m];
        cost.Evaluate(Numbers.Normal(1, n), new double[m]);
        cost.Jacobian(jacobian);
        for (int j = 0; j < n; j++)
        {
            var unit = new double[n];
            unit[j] = 1;
            cost.JacobianProduct(unit, column);
            for (int i = 0; i < m; i++)
                CloseAssert.Absolute(column[i], jacobian[(i * n) + j], 1e-10, $"[{i}, {j}]");
        }
    }

    [Fact]
    public void The_residuals_are_whitened_departures()
    {
        // u = 1 + 2 v = 5, x_1 = 0.5 u = 2.5: residuals (v, (u - 4) / 0.5, (3 x_1 - 9) / 2).
        var model = new TrajectoryControl(
            Window(new MatrixModel(1, [0.5]), 0.01, 1), new Gaussian([1], new DiagonalCovariance(2)));
        VariationalCost cost = Cost(model, 1,
        [
            new WindowObservation(0, [4], SelectionOperator.Identity(1), new DiagonalCovariance(0.5)),
            new WindowObservation(1, [9], new LinearOperator(1, 1, [3]), new DiagonalCovariance(2)),
        ]);
        var residuals = new double[3];
        cost.Evaluate([2], residuals);
        CloseAssert.Absolute([2, 2, -0.75], residuals, 1e-15);
        CloseAssert.Absolute([5, 2.5], model.Window, 1e-15);
    }

    [Fact]
    public void Observations_of_another_state_or_outside_the_window_are_refused()
    {
        VariationalCost Single(WindowObservation o) => Cost(new WindowControl(WindowPriorOf(2, 3)), 2, [o]);
        Assert.NotNull(Single(Observation(2, 2)));
        CovarianceChecks.Refused("observations", "at step 3", () => Single(Observation(3, 2)));
        CovarianceChecks.Refused("observations", "of 3 components", () => Single(Observation(0, 3)));
        CovarianceChecks.Refused("observations", "Observation 0 is null", () => Single(null!));

        WindowObservation Observation(int step, int n) =>
            new(step, [1], new SelectionOperator(n, 0), new DiagonalCovariance(1));
    }

    [Fact]
    public void A_control_of_another_size_is_refused() => CovarianceChecks.Refused("prior", "found 4", () =>
        new TrajectoryControl(Window(new Lorenz63(), 0.01, 4), WindowPriorOf(4, 1)));

    private static VariationalCost Cost(ControlModel model, int n, IReadOnlyList<WindowObservation> observations) =>
        new(model, new ObservationList(observations, n, model.Entries));

    private static ProblemSettings Window(IDynamicalModel model, double dt, int steps) => new()
    {
        Model = model, Initial = InitialDistribution.Normal(new double[model.Components.Count], 1),
        Observing = ObservingSystem.OfComponents(model), Dt = dt, WindowSteps = steps, TotalSteps = steps,
    };

    private static Gaussian WindowPriorOf(int n, int states) =>
        new(new double[n * states], DiagonalCovariance.Isotropic(n * states, 1));

    private static JacobianTestResult Test(VariationalCost cost)
    {
        double[] x = Numbers.Normal(1, cost.Parameters), direction = Numbers.Normal(2, cost.Parameters);
        double[] weights = Numbers.Normal(3, cost.Residuals);
        return GradientTest.Run(cost, x, direction, weights, 0.1);
    }

    private static VariationalCost Create(string control, bool lorenz, Func<int, IObservationOperator> create)
    {
        IDynamicalModel dynamics = lorenz ? new Lorenz63() : new LinearModel(0.95, -0.25, 0.25, 0.95);
        int n = dynamics.Components.Count, entries = (Steps + 1) * n;
        double[] mean = [.. Numbers.Normal(4, n).Select(x => x + 3)];
        var state = new DenseCovariance(n, PlainMatrix.RandomCovariance(5, n));
        ControlModel model = control switch
        {
            "window" => new WindowControl(new Gaussian([.. Numbers.Normal(6, entries).Select(x => x + 3)],
                new DenseCovariance(entries, PlainMatrix.RandomCovariance(7, entries)))),
            "strong" => new TrajectoryControl(Window(dynamics, 0.02, Steps), new Gaussian(mean, state)),
            _ => new TrajectoryControl(Window(dynamics, 0.02, Steps), new Gaussian(
                [.. mean, .. new double[Steps * n]],
                new BlockDiagonalCovariance([state, .. Enumerable.Repeat(DiagonalCovariance.Isotropic(n, 0.3), Steps)]))),
        };
        IObservationOperator h = create(n);
        var errors = new DenseCovariance(3, PlainMatrix.RandomCovariance(8, 3, 0.5));

        // Two at one time, one at the start, one at the end.
        return Cost(model, n,
        [
            .. new[] { 0, 2, 2, Steps }.Select((step, i) => new WindowObservation(step, Numbers.Normal(9 + i, 3), h, errors)),
            new WindowObservation(1, [0.5], new SelectionOperator(n, n - 1), new DiagonalCovariance(0.4)),
        ]);
    }
}
