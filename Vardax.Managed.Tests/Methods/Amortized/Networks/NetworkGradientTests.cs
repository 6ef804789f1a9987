using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Networks;

/// <summary>The whole network's loss, encoder to density, in double precision.</summary>
public sealed class NetworkGradientTests
{
    private const int Rows = 4, Entries = 153;
    private static readonly double[] Observations = Numbers.Normal(1, Rows * Entries), States = Numbers.Normal(2, Rows * Entries);
    private static readonly double[] Mask = [.. Enumerable.Range(0, Rows * Entries).Select(i => i / 3 % 51 % 5 == 0 ? 1.0 : 0)];

    public static TheoryData<Activation, bool> Networks
    {
        get
        {
            var networks = new TheoryData<Activation, bool>();
            foreach (Activation activation in Enum.GetValues<Activation>())
            {
                networks.Add(activation, false);
                networks.Add(activation, true);
            }

            return networks;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_gradient_is_that_of_finite_differences_along_random_directions(Activation activation, bool identityEncoder)
    {
        WindowDensity posterior = Create(activation, identityEncoder);
        double[] parameters = [.. posterior.Parameters.ToArray().Select(p => (double)p)];
        (_, double[] gradient) = LossAndGradient(posterior, parameters);
        for (int seed = 0; seed < 4; seed++)
            CheckDirection(posterior, parameters, gradient, Numbers.Normal(10 + seed, parameters.Length), $"direction {seed}");
        foreach (ParameterView view in posterior.Layout)
        {
            var direction = new double[parameters.Length];
            Numbers.Normal(99, view.Size).CopyTo(direction, view.Offset);
            CheckDirection(posterior, parameters, gradient, direction, view.Name);
        }
    }

    [Fact]
    public void The_single_precision_gradient_agrees_with_the_double_one()
    {
        WindowDensity posterior = Create(Activation.Relu, identityEncoder: false);
        (double loss, double[] gradient) = LossAndGradient(posterior, [.. posterior.Parameters.ToArray().Select(p => (double)p)]);
        var tape = new Tape<float>(gradient.Length);
        tape.Reset(posterior.Parameters);
        Variable Input(double[] values) => tape.Input([.. values.Select(v => (float)v)], Rows, Entries);
        Variable losses = posterior.NegativeLogDensity(tape, Input(Observations), Input(Mask), Input(States));
        tape.Backward(losses, 1f);
        CloseAssert.Relative(loss, tape.Value(losses).ToArray().Sum(), 1e-5);
        double scale = Math.Sqrt(gradient.Sum(g => g * g));
        double difference = Math.Sqrt(gradient.Zip(tape.Gradient.ToArray(), (a, b) => (a - b) * (a - b)).Sum());
        Assert.InRange(difference / scale, 0, 1e-5);
    }

    // Unit directions: no rectifier's kink lies within the finite difference's reach.
    private static void CheckDirection(
        WindowDensity posterior, double[] parameters, double[] gradient, double[] direction, string context)
    {
        double norm = Math.Sqrt(direction.Sum(d => d * d));
        double[] unit = [.. direction.Select(d => d / norm)];
        double error = GradientCheck.DirectionalError(p => LossAndGradient(posterior, p).Loss, parameters, gradient, unit);
        Assert.True(error <= 1e-7, $"{context}: {error}");
    }

    private static (double Loss, double[] Gradient) LossAndGradient(WindowDensity posterior, double[] parameters)
    {
        var tape = new Tape<double>(parameters.Length);
        tape.Reset(parameters);
        Variable losses = posterior.NegativeLogDensity(
            tape, tape.Input(Observations, Rows, Entries), tape.Input(Mask, Rows, Entries), tape.Input(States, Rows, Entries));
        tape.Backward(losses, 1.0);
        return (tape.Value(losses).ToArray().Sum(), tape.Gradient.ToArray());
    }

    private static WindowDensity Create(Activation activation, bool identityEncoder)
    {
        var config = AmortizedConfig.Reference with { Activation = activation, HiddenSize = 24, LatentSize = 9 };
        var units = new Standardization(Entries);
        return identityEncoder
            ? WindowDensity.Create(new IdentityObsEncoder(Entries), config, units, RandomKey.FromSeed(1))
            : WindowDensity.Create(config, units, RandomKey.FromSeed(1));
    }
}
