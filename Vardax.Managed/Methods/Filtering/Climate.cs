using Vardax.Managed.Gaussians;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>Mean and covariance of a system's states over a long time.</summary>
/// <param name="dimension">n.</param>
public sealed class Climate(int dimension)
{
    private const int Runs = 64, Times = 64;

    private readonly double[] first = new double[dimension], sum = new double[dimension], departure = new double[dimension];
    private readonly double[] products = new double[dimension * dimension];
    private long count;

    /// <summary>Of free runs from the initial distribution, at equally spaced times.</summary>
    /// <param name="system">The system.</param>
    /// <param name="key">The key of the runs.</param>
    /// <exception cref="ArgumentException">The runs diverge.</exception>
    public static Gaussian Of(StateSpaceModel system, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(system);
        int n = system.StateDimension, between = (int)Math.Clamp(1 / system.Dt, 1, 1000);
        var members = new Members(system, Runs, key.InitialState());
        var climate = new Climate(n);
        var state = new double[n];
        for (int time = 0; time < Times; time++)
        {
            members.Propagate(system.Dt, between, key.ModelErrors().Child((ulong)time));
            for (int i = 0; i < Runs; i++)
            {
                for (int c = 0; c < n; c++)
                    state[c] = members.States[(c * Runs) + i];
                climate.Add(state);
            }
        }

        return climate.Result();
    }

    /// <summary>Adds a state.</summary>
    public void Add(ReadOnlySpan<double> state)
    {
        // From the first state: the spread may be a millionth of the mean.
        if (count++ == 0)
            state.CopyTo(first);
        for (int a = 0; a < dimension; a++)
        {
            departure[a] = state[a] - first[a];
            sum[a] += departure[a];
            for (int b = 0; b <= a; b++)
                products[(a * dimension) + b] += departure[a] * departure[b];
        }
    }

    /// <summary>Mean and covariance of the states added; a component without spread gets a standard deviation of a billionth.</summary>
    /// <exception cref="ArgumentException">A state was not finite.</exception>
    public Gaussian Result()
    {
        double[] mean = new double[dimension], covariance = new double[dimension * dimension];
        for (int a = 0; a < dimension; a++)
        {
            mean[a] = first[a] + (sum[a] / count);
            if (!double.IsFinite(mean[a]))
                throw new ArgumentException($"The model's free run diverges: the mean of component {a} is {mean[a]}; a smaller Dt may help.");
            for (int b = 0; b <= a; b++)
            {
                double product = (products[(a * dimension) + b] - (sum[a] * (sum[b] / count))) / Math.Max(1, count - 1);
                covariance[(a * dimension) + b] = covariance[(b * dimension) + a] = product;
            }

            ref double variance = ref covariance[(a * dimension) + a];
            variance = (Math.Max(0, variance) * (1 + 1e-12)) + (1e-18 * (1 + (mean[a] * mean[a])));
        }

        return new Gaussian(mean, new DenseCovariance(dimension, covariance));
    }
}
