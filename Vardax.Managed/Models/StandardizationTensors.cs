using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Formats;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>The statistics that networks and polishes work with, as tensors.</summary>
internal static class StandardizationTensors
{
    public static IEnumerable<SafeTensor> Of(ControlStandardization statistics, string prefix)
    {
        int n = statistics.Controls, p = statistics.Observed.Length;
        return
        [
            Indices($"{prefix}.observed", statistics.Observed),
            SafeTensor.FromSingles($"{prefix}.observation_mean", [p], statistics.ObservationMean),
            SafeTensor.FromSingles($"{prefix}.inverse_observation_scale", [p], statistics.InverseObservationScale),
            SafeTensor.FromDoubles($"{prefix}.mean", [n], statistics.PriorMean),
            SafeTensor.FromDoubles($"{prefix}.covariance", [n, n], statistics.PriorCovariance),
            SafeTensor.FromDoubles($"{prefix}.gain", [p, n], statistics.Gain),
            SafeTensor.FromDoubles($"{prefix}.factor", [n, n], statistics.Factor),
            SafeTensor.FromDoubles($"{prefix}.precision", [p, p], statistics.Precision),
        ];
    }

    public static IEnumerable<SafeTensor> Of(Gaussian gaussian, string prefix) =>
    [
        SafeTensor.FromDoubles($"{prefix}.mean", [gaussian.Dimension], [.. gaussian.Mean]),
        SafeTensor.FromDoubles($"{prefix}.covariance", [gaussian.Dimension, gaussian.Dimension], gaussian.Covariance.ToMatrix()),
    ];

    public static IEnumerable<SafeTensor> Of(Standardization statistics)
    {
        if (statistics.Linear is not { } linear)
            return [];
        int entries = statistics.Entries, p = linear.ObservedEntries;
        return
        [
            Indices("linear.observed", linear.Observed),
            SafeTensor.FromSingles("linear.gain", [p, entries], linear.Gain),
            SafeTensor.FromDoubles("linear.precision", [p, p], linear.Precision),
            SafeTensor.FromSingles("linear.std", [entries], linear.StandardDeviation),
            .. ReferenceEquals(linear.Values, linear.Climatology) ? [] : Of(linear.Values, "values"),
        ];
    }

    public static IEnumerable<SafeTensor> Of(Climatology? climatology, string prefix = "climatology") => climatology is null ? [] :
    [
        SafeTensor.FromSingles($"{prefix}.mean", [climatology.Mean.Length], climatology.Mean),
        SafeTensor.FromSingles($"{prefix}.std", [climatology.Mean.Length], climatology.StandardDeviation),
    ];

    public static IEnumerable<SafeTensor> Of(Typicality? typicality)
    {
        if (typicality is null)
            return [];
        int p = typicality.Observed.Length;
        return
        [
            Indices("typicality.observed", typicality.Observed),
            SafeTensor.FromDoubles("typicality.mean", [p], typicality.Mean),
            SafeTensor.FromDoubles("typicality.factor", [p, p], typicality.Factor),
            SafeTensor.FromDoubles("typicality.lowest", [Calibration.Typicality.Classes], typicality.Lowest),
            SafeTensor.FromDoubles("typicality.highest", [Calibration.Typicality.Classes], typicality.Highest),
        ];
    }

    /// <summary>Reads the statistics of a control, of windows of so many entries.</summary>
    public static ControlStandardization Control(SafeTensorsFile file, string prefix, int n, int entries)
    {
        int[] observed = Indices(file, $"{prefix}.observed", entries);
        int p = observed.Length;
        SafeTensor factor = file.Find($"{prefix}.factor", SafeTensorType.F64, n, n);
        return Built(factor, () => new ControlStandardization(
            observed,
            file.Find($"{prefix}.observation_mean", SafeTensorType.F32, p).ToFiniteSingles(),
            file.Find($"{prefix}.inverse_observation_scale", SafeTensorType.F32, p).ToFiniteSingles(),
            file.Find($"{prefix}.mean", SafeTensorType.F64, n).ToFiniteDoubles(),
            file.Find($"{prefix}.covariance", SafeTensorType.F64, n, n).ToFiniteDoubles(),
            file.Find($"{prefix}.gain", SafeTensorType.F64, p, n).ToFiniteDoubles(),
            factor.ToFiniteDoubles(),
            file.Find($"{prefix}.precision", SafeTensorType.F64, p, p).ToFiniteDoubles()));
    }

    public static Gaussian Gaussian(SafeTensorsFile file, string prefix, int n)
    {
        SafeTensor covariance = file.Find($"{prefix}.covariance", SafeTensorType.F64, n, n);
        return Built(covariance, () => new Gaussian(
            file.Find($"{prefix}.mean", SafeTensorType.F64, n).ToFiniteDoubles(), new DenseCovariance(n, covariance.ToFiniteDoubles())));
    }

    /// <summary>Reads the standardised units of a posterior over all states.</summary>
    public static Standardization Window(SafeTensorsFile file, ProblemSettings settings)
    {
        int entries = settings.WindowEntries;
        int[] observed = Indices(file, "linear.observed", settings.ObservationEntries);
        Climatology climatology = Climatology(file, entries);
        Climatology values = settings.Observing.SeesWholeState ? climatology : Climatology(file, settings.ObservationEntries, "values");
        float[] gain = file.Find("linear.gain", SafeTensorType.F32, observed.Length, entries).ToFiniteSingles();
        double[] precision = file.Find("linear.precision", SafeTensorType.F64, observed.Length, observed.Length).ToFiniteDoubles();
        SafeTensor error = file.Find("linear.std", SafeTensorType.F32, entries);
        // A standard deviation has the same conditions as the climatology's.
        float[] linearDeviation = Built(error, () => new Climatology(climatology.Mean, error.ToFiniteSingles())).StandardDeviation;
        return new Standardization(
            new SimulatedPrior(climatology, new LinearEstimator(climatology, values, observed, gain, precision, linearDeviation), values),
            settings.Observing);
    }

    public static Climatology Climatology(SafeTensorsFile file, int entries, string prefix = "climatology")
    {
        SafeTensor deviation = file.Find($"{prefix}.std", SafeTensorType.F32, entries);
        float[] mean = file.Find($"{prefix}.mean", SafeTensorType.F32, entries).ToFiniteSingles();
        return Built(deviation, () => new Climatology(mean, deviation.ToFiniteSingles()));
    }

    public static Typicality? Typicality(SafeTensorsFile file, int entries)
    {
        if (!file.HasGroup("typicality"))
            return null;
        int[] observed = Indices(file, "typicality.observed", entries);
        int p = observed.Length;
        double[] mean = file.Find("typicality.mean", SafeTensorType.F64, p).ToFiniteDoubles();
        double[] Bounds(string name) => file.Find(name, SafeTensorType.F64, Calibration.Typicality.Classes).ToDoubles();
        double[] lowest = Bounds("typicality.lowest"), highest = Bounds("typicality.highest");
        SafeTensor factor = file.Find("typicality.factor", SafeTensorType.F64, p, p);
        return Built(factor, () => new Typicality(observed, mean, factor.ToFiniteDoubles(), lowest, highest));
    }

    private static SafeTensor Indices(string name, ReadOnlySpan<int> indices) =>
        SafeTensor.FromInt32s(name, [indices.Length], indices);

    /// <summary>Indices of window entries, ascending.</summary>
    private static int[] Indices(SafeTensorsFile file, string name, int entries)
    {
        if (!file.TryFind(name, out SafeTensor? tensor) || tensor.Shape.Count != 1)
            tensor = file.Find(name, SafeTensorType.I32, 1);
        int[] indices = tensor.ToInt32s();
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= entries || (i > 0 && indices[i] <= indices[i - 1]))
                throw tensor.Fault($"expected ascending indices from 0 to {entries - 1}, found {indices[i]} at {i}", i * sizeof(int));
        }

        return indices;
    }

    private static T Built<T>(SafeTensor at, Func<T> build)
    {
        try
        {
            return build();
        }
        catch (ArgumentException failure)
        {
            throw at.Fault($"{FileFormat.Reason(failure)}", inner: failure);
        }
    }
}
