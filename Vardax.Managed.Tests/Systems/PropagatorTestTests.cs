using Vardax.Managed.Dynamics;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Systems;

public sealed class PropagatorTestTests
{
    private static readonly double[] State = [1.5, -3.5, 25];

    private static readonly Lorenz63Field Field = new();

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.05)]
    [InlineData(-0.01)]
    public void Lorenz63_passes_in_all_of_it(double dt)
    {
        PropagatorTestResult result = PropagatorTest.Run(() => new Lorenz63(), State, dt);
        Assert.True(result.Passes, result.ToString());
        Assert.Equal(["dimension", "value", "tangent", "adjoint", "columns", "single precision", "steps", "in place", "ensemble",
            "negative dt", "threads", "equality"], result.Items.Select(item => item.Name));
        Assert.Equal("passes", result.ToString());
    }

    [Theory]
    [InlineData("dimension", "3 components, and dimensions 4 and 4", "tangent", "adjoint")]
    [InlineData("value", "falls with h^1.0")]
    [InlineData("tangent", "falls with h^1.0", "adjoint")]
    [InlineData("adjoint", "of their size; expected rounding")]
    [InlineData("columns", "TangentStep makes another thing of column 4 of 7")]
    [InlineData("single precision", "differs by")]
    [InlineData("steps", "step 3 of 3")]
    [InlineData("in place", "where the initial one stands at 0")]
    [InlineData("ensemble", "member 0 of 1")]
    [InlineData("negative dt", "and one of -0.01 back")]
    [InlineData("threads", "while other threads call too")]
    [InlineData("equality", "are not equal")]
    public void Each_fault_is_found_by_its_name(string fault, string message, params string[] others)
    {
        PropagatorTestResult result = PropagatorTest.Run(() => new WrongModel(fault), State, 0.01, Field);
        Assert.False(result[fault].Passes);
        Assert.Contains(message, result[fault].Message, StringComparison.Ordinal);
        Assert.Contains($"{fault}: {message}"[..fault.Length], result.ToString(), StringComparison.Ordinal);
        string[] found = [.. result.Items.Where(item => !item.Passes).Select(item => item.Name)];
        Assert.Empty(found.Except([fault, .. others]));
    }

    [Fact]
    public void The_wrong_model_without_a_fault_passes()
    {
        PropagatorTestResult result = PropagatorTest.Run(() => new WrongModel(""), State, 0.01);
        Assert.True(result.Passes, result.ToString());
        Assert.DoesNotContain(result.Items, item => item.Name == "value");
    }

    [Fact]
    public void What_a_model_throws_is_its_fault()
    {
        PropagatorTestResult result = PropagatorTest.Run(() => new WrongModel("throws"), State, 0.01);
        Assert.Contains("throws NotSupportedException: no adjoint", result["adjoint"].Message, StringComparison.Ordinal);
        Assert.True(result["ensemble"].Passes);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("state", () => PropagatorTest.Run(() => new Lorenz63(), [1, 2], 0.01));
        Refuses.Argument("state", () => PropagatorTest.Run(() => new Lorenz63(), [1, 2, double.NaN], 0.01));
        Refuses.Argument("dt", () => PropagatorTest.Run(() => new Lorenz63(), State, double.NaN));
        Refuses.Argument("create", () => PropagatorTest.Run(null!, State, 0.01));
    }

    /// <summary>The derivatives are tested before a training that needs them.</summary>
    [Theory]
    [InlineData("tangent")]
    [InlineData("adjoint")]
    public void A_wrong_derivative_is_refused_before_training(string fault)
    {
        ProblemSettings settings = SmallPosterior.Settings with { Model = new WrongModel(fault) };
        var statistics = ControlStandardization.Estimate(new ProblemGenerator(settings), RandomKey.FromSeed(8), 64);
        ArgumentException failure = Assert.Throws<ArgumentException>(() => ControlDensity.Create(
            settings, SmallPosterior.Config with { Head = HeadType.Control }, statistics, RandomKey.FromSeed(7)));
        Assert.Contains($"The {fault} of wrong is wrong at a simulated state", failure.Message, StringComparison.Ordinal);
    }
}
