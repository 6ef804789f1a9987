using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Metropolis;

/// <summary>
/// The logarithm of the exact posterior density of a record over the free coordinates of the start, up to a constant: the initial
/// distribution, which has to hold at the window's start, times the densities of the errors, in double precision. One thread.
/// </summary>
internal sealed class ExactTarget
{
    private readonly ProblemSettings settings;
    private readonly List<(int Step, int Instrument, double Value)> seen = [];
    private readonly double[] start, states, values;

    /// <summary>Reads the record.</summary>
    /// <param name="settings">The system.</param>
    /// <param name="path">CSV with a column time, and one for each instrument.</param>
    /// <exception cref="ArgumentException">The system has a burn-in, or a column or time does not fit.</exception>
    public ExactTarget(ProblemSettings settings, string path)
    {
        if (settings.BurnInSteps != 0)
            throw new ArgumentException($"Expected a system without burn-in, whose prior is exact, found {settings.BurnInSteps} steps.");
        this.settings = settings;
        start = new double[settings.StateDimension];
        states = new double[settings.WindowEntries];
        values = new double[settings.Observing.Instruments.Count];
        using CsvReader reader = CsvReader.Open(path);
        string[] names = [.. reader.Columns];
        int time = Column(names, "time", path);
        int[] columns = [.. settings.Observing.Instruments.Select(i => Column(names, i.Name, path))];
        float[] row = new float[names.Length];
        while (reader.ReadRow(row))
        {
            double steps = row[time] / settings.Dt, step = Math.Round(steps);
            if (Math.Abs(steps - step) > 1e-3 || step < 0 || step > settings.WindowSteps)
                throw new ArgumentException($"{path}: expected times on steps of the window, found {row[time]}.");
            for (int i = 0; i < columns.Length; i++)
            {
                if (!float.IsNaN(row[columns[i]]))
                    seen.Add(((int)step, i, settings.Observing.Instruments[i].Error.ToWorking(row[columns[i]])));
            }
        }
    }

    /// <summary>Free coordinates.</summary>
    public int Dimension => settings.Initial.Coordinates;

    /// <summary>The names of the free components.</summary>
    public IEnumerable<string> Names => settings.Initial.Free.ToArray().Select(c => settings.Model.Components[c]);

    /// <summary>The free components at coordinates.</summary>
    public double[] Physical(ReadOnlySpan<double> coordinates)
    {
        settings.Initial.ToPhysical(coordinates, start);
        return [.. settings.Initial.Free.ToArray().Select(c => start[c])];
    }

    /// <summary>A draw of the prior.</summary>
    public double[] Draw(Random random) =>
        [.. settings.Initial.Free.ToArray().Select(c => settings.Initial.Components[c]).Select(p => p.Mean + (p.Std * Normal(random)))];

    /// <summary>The log density; minus infinity where the model overflows.</summary>
    public double LogDensity(ReadOnlySpan<double> coordinates)
    {
        double log = 0;
        ReadOnlySpan<int> free = settings.Initial.Free;
        for (int k = 0; k < free.Length; k++)
        {
            ComponentPrior prior = settings.Initial.Components[free[k]];
            log -= Math.Pow((coordinates[k] - prior.Mean) / prior.Std, 2) / 2;
        }

        settings.Initial.ToPhysical(coordinates, states.AsSpan(0, start.Length));
        settings.Model.DoublePrecision.Integrate(states.AsSpan(0, start.Length), settings.Dt, states.AsSpan(start.Length));
        int at = -1;
        foreach ((int step, int instrument, double value) in seen)
        {
            if (step != at)
                settings.Observing.Operator.Apply(states.AsSpan(step * start.Length, start.Length), values);
            at = step;
            ErrorDistribution error = settings.Observing.Instruments[instrument].Error;
            double miss = (value - values[instrument]) / error.Std;
            log -= error is StudentError student ? (student.Degrees + 1) / 2 * Math.Log(1 + (miss * miss / student.Degrees)) : miss * miss / 2;
        }

        return double.IsFinite(log) ? log : double.NegativeInfinity;
    }

    /// <summary>A unit normal (Box and Muller 1958).</summary>
    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());

    private static int Column(string[] names, string name, string path) => Array.IndexOf(names, name) is int found and >= 0 ? found
        : throw new ArgumentException($"{path}: expected a column {name}, found {string.Join(", ", names)}.");
}
