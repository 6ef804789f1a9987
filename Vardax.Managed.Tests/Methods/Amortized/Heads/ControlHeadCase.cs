using Vardax.Managed.Autodiff;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Heads;

/// <summary>A head with parameters drawn at random, conditioned on one row of features.</summary>
internal sealed class ControlHeadCase
{
    public const int Features = 5;

    private readonly float[] parameters, condition, scratch;

    public ControlHeadCase(IControlHead head, int seed, bool zeroOutputs = false, float stretch = 1)
    {
        Head = head;
        parameters = new float[Offset + head.ParameterCount];
        head.Initialize(RandomKey.FromSeed((ulong)seed), parameters, zeroOutputs);
        for (int i = 0; i < parameters.Length; i++)
            parameters[i] *= stretch;
        FeatureRow = Numbers.NormalSingle(seed, Features);
        (condition, scratch) = (new float[head.ConditionSize], new float[head.ScratchSize]);
        Run();
    }

    public static int Offset => 3;

    public IControlHead Head { get; }

    public float[] FeatureRow { get; }

    public ReadOnlySpan<float> Condition => condition;

    public static IControlHead Gaussian(int controls, Activation activation = Activation.Silu, int depth = 1) =>
        new GaussianControlHead(Features, controls, 9, depth, activation, Offset);

    public static IControlHead Flow(int controls, Activation activation = Activation.Silu, int depth = 1) =>
        new FlowControlHead(Features, controls, 9, depth, activation, Offset, components: 5);

    public void Run() => Head.Condition(parameters, FeatureRow, condition, scratch);

    public double LogProb(params ReadOnlySpan<double> control) => Head.LogProb(parameters, condition, control, scratch);

    public void Transform(ReadOnlySpan<float> normals, Span<double> control) =>
        Head.Transform(parameters, condition, normals, control, scratch);

    public double[] Transform(params float[] normals)
    {
        var control = new double[Head.Controls];
        Transform(normals, control);
        return control;
    }

    public void Whiten(ReadOnlySpan<double> control, Span<double> normals) =>
        Head.Whiten(parameters, condition, control, normals, scratch);

    public double[] Whiten(double[] control)
    {
        var normals = new double[Head.Controls];
        Whiten(control, normals);
        return normals;
    }

    public void Linearize(Span<double> mean, Span<double> root) => Head.Linearize(parameters, condition, mean, root, scratch);

    public (double[] Center, double[] Root) Linearize()
    {
        double[] mean = new double[Head.Controls], root = new double[mean.Length * mean.Length];
        Linearize(mean, root);
        return (mean, root);
    }

    /// <summary>The loss that the tape records for a control.</summary>
    public double TapeLoss(double[] control)
    {
        var tape = new Tape<double>(parameters.Length);
        tape.Reset(parameters.Select(p => (double)p).ToArray());
        Variable features = tape.Input([.. FeatureRow.Select(f => (double)f)], 1, Features);
        return tape.Value(Head.NegativeLogDensity(tape, features, tape.Input(control, 1, control.Length)))[0];
    }

    /// <summary>Mass, mean and covariance of the density in 1 or 2 dimensions, by the trapezoidal rule on a box.</summary>
    public (double Mass, double[] Mean, double[] Covariance) Integrate(double halfWidth, int steps)
    {
        int n = Head.Controls;
        double mass = 0, h = 2 * halfWidth / steps;
        double[] first = new double[n], second = new double[n * n], u = new double[n];
        for (int at = 0; at < Math.Pow(steps + 1, n); at++)
        {
            for (int i = 0, rest = at; i < n; i++, rest /= steps + 1)
                u[i] = -halfWidth + (h * (rest % (steps + 1)));
            double weight = Math.Exp(LogProb(u)) * Math.Pow(h, n);
            mass += weight;
            for (int i = 0; i < n; i++)
            {
                first[i] += weight * u[i];
                for (int j = 0; j < n; j++)
                    second[(i * n) + j] += weight * u[i] * u[j];
            }
        }

        for (int i = 0; i < n * n; i++)
            second[i] -= first[i / n] * first[i % n];
        return (mass, first, second);
    }
}
