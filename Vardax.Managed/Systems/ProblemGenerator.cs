using System.Runtime.CompilerServices;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Systems;

/// <summary>
/// Simulates problems: (k_truth, k_obs) = split(key); the state starts at T(mean + std normal(k_truth, (n,))), the burn-in is dropped, the
/// rest is the truth; the observations are g(truth) + std normal(k_obs, (states, p)) at the observed entries, in working units. If
/// observations go missing, the third key of the split chooses them; Student errors come from the fourth. A problem depends on its key
/// alone, bit for bit, whether it is generated singly or in a batch. Immutable: one instance serves many threads.
/// </summary>
public sealed class ProblemGenerator
{
    // Members simulated together: their states, and the windows they are written to, then stay in cache.
    private const int BlockSize = 128;

    // Components of a state that a message shows.
    private const int MostShown = 8;

    private readonly float[] mask, std;
    private readonly uint[] observed;
    private readonly StudentError?[] student;
    private readonly bool isStudent;
    private readonly ObservingSystem observing;
    private readonly int dimension, entries, instruments;

    /// <summary>Creates the generator.</summary>
    /// <param name="settings">The family of problems.</param>
    /// <param name="missing">Which observations go missing; null if none do.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public ProblemGenerator(ProblemSettings settings, MissingObservations? missing = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        (Settings, Missing) = (settings, missing);
        observing = settings.Observing;
        (dimension, entries, instruments) = (settings.StateDimension, settings.WindowEntries, observing.Instruments.Count);
        mask = settings.CreateMask();
        observed = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] != 0).Select(i => (uint)i)];
        std = [.. observed.Select(at => (float)observing.Std((int)at))];
        student = [.. observing.Instruments.Select(instrument => instrument.Error as StudentError)];
        isStudent = student.Any(error => error is not null);
    }

    /// <summary>The settings.</summary>
    public ProblemSettings Settings { get; }

    /// <summary>Which observations go missing; null if none do.</summary>
    public MissingObservations? Missing { get; }

    /// <summary>The mask of every problem, (time, instrument) row-major, before observations go missing.</summary>
    public ReadOnlySpan<float> Mask => mask;

    /// <summary>Floats of scratch that a batch of this many problems needs.</summary>
    public int ScratchSize(int count) => (dimension * Math.Min(count, BlockSize)) + NoiseSize + dimension;

    // The room for a window's noise, and for its values where they are not the states, serves the choice of what is missing too.
    private int NoiseSize => Math.Max(
        observed.Length + (isStudent ? 2 * mask.Length : 0) + observing.ValuesRoom(Settings.WindowStates),
        Missing?.UniformsNeeded(observed.Length) ?? 0);

    /// <summary>Generates one problem with its whole truth.</summary>
    public AssimilationProblem Generate(RandomKey key)
    {
        IPropagator<float> model = Settings.Model.SinglePrecision;
        float dt = (float)Settings.Dt;
        var states = new float[(Settings.TotalSteps + 1) * dimension];
        Span<float> first = states.AsSpan(0, dimension);
        InitialState(key.InitialState(), first);
        model.IntegrateEnsemble(first, 1, dt, Settings.BurnInSteps);
        model.Integrate(first, dt, states.AsSpan(dimension));

        var observations = new float[mask.Length];
        float[] seen = [.. mask], scratch = new float[NoiseSize];
        Observe(key, states.AsSpan(0, entries), observations, scratch);
        Lose(key, observations, seen, scratch);
        return new AssimilationProblem(Settings, new Trajectory(Settings.Grid, dimension, states), observations, seen);
    }

    /// <summary>
    /// Generates training pairs: row i holds the window of problem number <paramref name="first"/> + i of
    /// <paramref name="stream"/>, that is of <c>Generate(stream.Child(first + i))</c>. Allocates nothing.
    /// </summary>
    /// <param name="stream">The key the problems' keys are split from.</param>
    /// <param name="first">Number of the first problem.</param>
    /// <param name="count">Number of problems.</param>
    /// <param name="observations">Receives count x ObservationEntries observations, 0 where not observed.</param>
    /// <param name="masks">Receives count x ObservationEntries values, 1 where observed, 0 elsewhere; may be empty if none go missing.</param>
    /// <param name="truths">Receives count x WindowEntries truths.</param>
    /// <param name="scratch">At least <see cref="ScratchSize"/> floats.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(Simd.Hot)]
    public void GenerateWindows(
        RandomKey stream, ulong first, int count, Span<float> observations, Span<float> masks, Span<float> truths, Span<float> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Guard.AtLeast((long)count * mask.Length, observations.Length, nameof(observations));
        bool hasMasks = Missing is not null || !masks.IsEmpty;
        if (hasMasks)
            Guard.AtLeast((long)count * mask.Length, masks.Length, nameof(masks));
        GenerateTruths(stream, first, count, truths, scratch);
        for (int i = 0; i < count; i++)
        {
            RandomKey key = stream.Child(first + (ulong)i);
            Span<float> window = observations.Slice(i * mask.Length, mask.Length);
            window.Clear();
            Observe(key, truths.Slice(i * entries, entries), window, scratch);
            if (!hasMasks)
                continue;
            Span<float> seen = masks.Slice(i * mask.Length, mask.Length);
            mask.CopyTo(seen);
            Lose(key, window, seen, scratch);
        }
    }

    /// <summary>The true windows of those problems alone, with the same bits. Allocates nothing.</summary>
    /// <inheritdoc cref="GenerateWindows" path="/param|/exception"/>
    public void GenerateTruths(RandomKey stream, ulong first, int count, Span<float> truths, Span<float> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Guard.AtLeast((long)count * entries, truths.Length, nameof(truths));
        Guard.AtLeast(ScratchSize(count), scratch.Length, nameof(scratch));
        for (int start = 0; start < count; start += BlockSize)
        {
            int rows = Math.Min(BlockSize, count - start);
            GenerateBlock(stream, first + (ulong)start, rows, truths.Slice(start * entries, rows * entries), scratch);
        }
    }

    [MethodImpl(Simd.Hot)]
    private void GenerateBlock(RandomKey stream, ulong first, int count, Span<float> truths, Span<float> scratch)
    {
        Span<float> ensemble = scratch[..(dimension * count)];
        Span<float> state = scratch.Slice(dimension * count, dimension);
        for (int i = 0; i < count; i++)
        {
            InitialState(stream.Child(first + (ulong)i).InitialState(), state);
            for (int c = 0; c < dimension; c++)
                ensemble[(c * count) + i] = state[c];
        }

        IPropagator<float> model = Settings.Model.SinglePrecision;
        float dt = (float)Settings.Dt;
        model.IntegrateEnsemble(ensemble, count, dt, Settings.BurnInSteps);
        Windows(model, ensemble, count, dt, truths, entries);
    }

    /// <summary>Runs members from their first states through a window of so many entries, and writes each one's window to a row.</summary>
    [MethodImpl(Simd.Hot)]
    internal static void Windows(IPropagator<float> model, Span<float> ensemble, int count, float dt, Span<float> windows, int entries)
    {
        int dimension = model.Dimension;
        for (int first = 0; first < entries; first += dimension)
        {
            if (first > 0)
                model.IntegrateEnsemble(ensemble, count, dt, 1);
            for (int c = 0; c < dimension; c++)
            {
                ReadOnlySpan<float> component = ensemble.Slice(c * count, count);
                for (int i = 0, at = first + c; i < component.Length; i++, at += entries)
                    windows[at] = component[i];
            }
        }
    }

    /// <summary>
    /// The antithetic observations of one window, g(truth) - error where the given ones are g(truth) + error: just as probable, and what
    /// depends on the error's sign cancels between the two. May be written over the given ones.
    /// </summary>
    /// <param name="observations">ObservationEntries observations, 0 where not observed.</param>
    /// <param name="mask">The window's mask.</param>
    /// <param name="truth">WindowEntries true values.</param>
    /// <param name="antithetic">Receives ObservationEntries observations.</param>
    /// <param name="scratch">At least <see cref="ScratchSize"/> floats.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(Simd.Hot)]
    public void MirrorErrors(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, ReadOnlySpan<float> truth, Span<float> antithetic, Span<float> scratch)
    {
        Guard.AtLeast(this.mask.Length, observations.Length, nameof(observations));
        Guard.AtLeast(this.mask.Length, mask.Length, nameof(mask));
        Guard.AtLeast(entries, truth.Length, nameof(truth));
        Guard.AtLeast(this.mask.Length, antithetic.Length, nameof(antithetic));
        Guard.AtLeast(observing.ValuesRoom(Settings.WindowStates), scratch.Length, nameof(scratch));
        ReadOnlySpan<float> values = observing.Values(truth[..entries], scratch);
        for (int i = 0; i < values.Length; i++)
            antithetic[i] = mask[i] * ((2 * values[i]) - observations[i]);
    }

    /// <summary>
    /// Replaces the windows that diverge, or whose observed values do, by the one before, or the first that is finite: a batch to learn
    /// from then has none.
    /// </summary>
    internal void ReplaceDiverged(int count, Span<float> observations, Span<float> masks, Span<float> truths)
    {
        int seen = mask.Length, good = -1;
        for (int i = 0; i < count; i++)
        {
            if (double.IsFinite(Reduction.SumOfSquares(truths.Slice(i * entries, entries)))
                && double.IsFinite(Reduction.SumOfSquares(observations.Slice(i * seen, seen))))
            {
                for (int bad = 0; good < 0 && bad < i; bad++)
                    Copy(i, bad, observations, masks, truths);
                good = i;
            }
            else if (good >= 0)
            {
                Copy(good, i, observations, masks, truths);
            }
        }

        void Copy(int from, int to, Span<float> observations, Span<float> masks, Span<float> truths)
        {
            observations.Slice(from * seen, seen).CopyTo(observations[(to * seen)..]);
            masks.Slice(from * seen, seen).CopyTo(masks[(to * seen)..]);
            truths.Slice(from * entries, entries).CopyTo(truths[(to * entries)..]);
        }
    }

    /// <summary>Checks that no more than one in a hundred simulations is left out because it diverges.</summary>
    /// <exception cref="ArgumentException">There are more.</exception>
    internal void RequireFew(int diverged, RandomKey stream, int count, CancellationToken cancellation)
    {
        if (diverged > count / 100)
        {
            throw new ArgumentException(
                $"The simulated prior diverges: {diverged} of {count} simulations are not finite, more than one in a hundred: "
                + $"{Divergence(stream, count, cancellation)}.");
        }
    }

    /// <summary>
    /// What to say of a prior that diverges: the initial state of the first problem whose simulation does, and when. Slow.
    /// </summary>
    internal string Divergence(RandomKey stream, int count, CancellationToken cancellation = default)
    {
        IPropagator<float> model = Settings.Model.SinglePrecision;
        float[] initial = new float[dimension], state = new float[dimension];
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            InitialState(stream.Child((ulong)i).InitialState(), initial);
            initial.CopyTo(state, 0);
            for (int step = 1; step <= Settings.BurnInSteps + Settings.WindowSteps; step++)
            {
                model.Integrate(state, (float)Settings.Dt, state);
                int bad = Array.FindIndex(state, x => !float.IsFinite(x));
                if (bad < 0)
                    continue;
                IEnumerable<string> shown = initial.Take(MostShown)
                    .Select((x, c) => FormattableString.Invariant($"{Settings.Model.Components[c]} = {x}"));
                return $"from the initial state {string.Join(", ", shown)}{(dimension > MostShown ? ", ..." : "")} "
                    + FormattableString.Invariant($"(problem {i}) the model comes to {Settings.Model.Components[bad]} = {state[bad]} ")
                    + $"after {step} of {Settings.BurnInSteps} steps of burn-in and {Settings.WindowSteps} of the window; "
                    + "a smaller Dt may help, or a prior without such states";
            }
        }

        return "single simulations are all finite, so that the observed values are not";
    }

    [MethodImpl(Simd.Hot)]
    private void InitialState(RandomKey truthKey, Span<float> state)
    {
        RandomDraws.Normal(truthKey, state);
        Settings.Initial.Draw(state);
    }

    /// <summary>Takes what goes missing out of a window and its mask.</summary>
    private void Lose(RandomKey key, Span<float> observations, Span<float> seen, Span<float> scratch)
    {
        if (Missing is null)
            return;
        Span<float> uniforms = scratch[..Missing.UniformsNeeded(observed.Length)];
        RandomDraws.Uniform(key.Missing(), uniforms);
        Missing.Remove(seen, instruments, uniforms);
        foreach (uint at in observed)
        {
            if (seen[(int)at] == 0)
                observations[(int)at] = 0;
        }
    }

    /// <summary>Writes g(truth) + noise at the observed entries, and leaves the others.</summary>
    [MethodImpl(Simd.Hot)]
    private void Observe(RandomKey key, ReadOnlySpan<float> truth, Span<float> observations, Span<float> scratch)
    {
        Span<float> noise = scratch[..observed.Length], rest = scratch[observed.Length..];
        RandomDraws.NormalAt(key.ObservationErrors(), observed, noise);
        if (isStudent)
        {
            Student(key.StudentErrors(), noise, rest[..(2 * mask.Length)]);
            rest = rest[(2 * mask.Length)..];
        }

        ReadOnlySpan<float> values = observing.Values(truth, rest);
        for (int i = 0; i < observed.Length; i++)
        {
            int at = (int)observed[i];
            observations[at] = values[at] + (std[i] * noise[i]);
        }
    }

    /// <summary>Replaces the noise of the instruments with Student errors, entry i's by the uniform numbers 2i and 2i + 1.</summary>
    private void Student(RandomKey key, Span<float> noise, Span<float> uniforms)
    {
        RandomDraws.Uniform(key, uniforms);
        for (int i = 0; i < noise.Length; i++)
        {
            int at = (int)observed[i];
            if (student[at % instruments] is { } error)
                noise[i] = (float)error.Draw(1 - (double)uniforms[2 * at], uniforms[(2 * at) + 1]);
        }
    }
}
