using Vardax.Managed.Autodiff;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Optimization;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>
/// One training step as a reusable primitive: loss and gradient of a batch, clipping, Adam. The batch is cut into a fixed number of
/// shards, run by <see cref="Parallel"/>; each shard owns its tape, and gradients are added in shard order, so the result has the
/// same bits at every number of threads. Beyond what <see cref="Parallel"/> itself does, nothing is allocated after the first step.
/// </summary>
internal sealed class AmortizedTrainingStep
{
    // Parts that the flat buffers are reduced and updated in; fixed, as the shards are, so that sums keep their order.
    private const int Blocks = 4;

    private readonly ConditionalDensity posterior;
    private readonly ITrainingData data;
    private readonly int batchSize;
    private readonly double? clipNorm;
    private readonly Adam adam;
    private readonly float[] gradient;
    private readonly Shard[] shards;
    private readonly ParallelOptions parallel;
    private readonly ExclusiveUse guard = new("training step");
    private readonly Action<int> runShard, reduceBlock, updateBlock;
    private readonly double[] blockSquares = new double[Blocks];
    private int step;
    private ITrainingData? validation;

    /// <summary>Creates the step's buffers.</summary>
    /// <param name="posterior">What is trained, in place.</param>
    /// <param name="data">Where its batches come from.</param>
    /// <param name="recipe">Batch size, shards and clipping.</param>
    /// <param name="maxThreads">Most threads to use; -1 for the machine's.</param>
    /// <exception cref="ArgumentException">A number of the recipe is out of range.</exception>
    public AmortizedTrainingStep(ConditionalDensity posterior, ITrainingData data, TrainingRecipe recipe, int maxThreads = -1)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(recipe);
        recipe.Validate();
        if (maxThreads is 0 or < -1)
            throw new ArgumentOutOfRangeException(nameof(maxThreads), maxThreads, "Expected a positive number, or -1.");
        (this.posterior, this.data, batchSize, clipNorm) = (posterior, data, recipe.BatchSize, recipe.ClipNorm);
        int count = posterior.Parameters.Length;
        adam = new Adam(count);
        gradient = new float[count];
        shards = new Shard[Math.Min(recipe.Shards, batchSize)];
        for (int i = 0; i < shards.Length; i++)
        {
            int first = (int)((long)batchSize * i / shards.Length), next = (int)((long)batchSize * (i + 1) / shards.Length);
            int rows = next - first;
            int scratch = Math.Max(data.ScratchSize(rows), rows * posterior.StandardizeScratchPerRow);
            shards[i] = new Shard(first, rows, new Tape<float>(count), posterior.CreateUnits(), new float[scratch]);
        }

        parallel = new ParallelOptions { MaxDegreeOfParallelism = maxThreads };
        (runShard, reduceBlock, updateBlock) = (RunShard, ReduceBlock, UpdateBlock);
    }

    /// <summary>The gradient of the last step, as <see cref="ConditionalDensity.Layout"/> lays it out, before clipping.</summary>
    public ReadOnlySpan<float> Gradient => gradient;

    /// <summary>The optimizer.</summary>
    internal Adam Optimizer => adam;

    /// <summary>Computes the loss and the gradient of a step's batch, and updates the parameters.</summary>
    /// <param name="step">Number of the step, which selects its batch.</param>
    /// <param name="learningRate">The learning rate.</param>
    public TrainingStepResult Run(int step, double learningRate)
    {
        Guard.NotNegative(learningRate);
        using ExclusiveUse.Scope use = guard.Enter();
        this.step = step;
        Parallel.For(0, shards.Length, parallel, runShard);
        Parallel.For(0, Blocks, parallel, reduceBlock);

        double loss = 0, squares = 0;
        foreach (Shard shard in shards)
            loss += shard.Loss;
        foreach (double part in blockSquares)
            squares += part;
        loss = (loss / batchSize) + posterior.LogScale;
        double norm = Math.Sqrt(squares);
        bool finite = double.IsFinite(loss) && double.IsFinite(norm);
        if (finite)
        {
            adam.Begin(learningRate, clipNorm is { } limit ? GradientClipping.Scale(norm, limit) : 1);
            Parallel.For(0, Blocks, parallel, updateBlock);
        }

        return new TrainingStepResult(loss, norm, finite);
    }

    /// <summary>
    /// The mean loss over batches 0 to <paramref name="batches"/> - 1 of other data and its standard error, NaN of one batch; changes
    /// nothing.
    /// </summary>
    internal (double Loss, double Error) Evaluate(ITrainingData other, int batches)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        validation = other;
        foreach (Shard shard in shards)
        {
            int scratch = other.ScratchSize(shard.Rows);
            if (shard.Scratch.Length < scratch)
                shard.Scratch = new float[scratch];
        }

        double loss = 0, first = 0, sum = 0, squares = 0;
        for (step = 0; step < batches; step++)
        {
            Parallel.For(0, shards.Length, parallel, runShard);
            double batch = 0;
            foreach (Shard shard in shards)
            {
                loss += shard.Loss;
                batch += shard.Loss;
            }

            // Departures from the first batch: their squares lose no digits to a large mean.
            first = step == 0 ? batch : first;
            sum += batch - first;
            squares += (batch - first) * (batch - first);
        }

        validation = null;
        double variance = Math.Max(0, squares - (sum * sum / batches)) / (batches - 1);
        return ((loss / batchSize / batches) + posterior.LogScale, Math.Sqrt(variance / batches) / batchSize);
    }

    private (int Start, int End) BlockRange(int block) =>
        ((int)((long)gradient.Length * block / Blocks), (int)((long)gradient.Length * (block + 1) / Blocks));

    /// <summary>Adds one block of the shards' gradients, in shard order.</summary>
    private void ReduceBlock(int block)
    {
        (int start, int end) = BlockRange(block);
        Span<float> sum = gradient.AsSpan(start..end);
        ReadOnlySpan<float> first = shards[0].Tape.Gradient[start..end];
        if (shards.Length == 1)
            first.CopyTo(sum);
        foreach (Shard shard in shards.AsSpan(1))
        {
            Elementwise.Map(first, shard.Tape.Gradient[start..end], sum, default(VectorAdd<float>));
            first = sum;
        }

        blockSquares[block] = Reduction.SumOfSquares(sum);
    }

    private void UpdateBlock(int block)
    {
        (int start, int end) = BlockRange(block);
        adam.UpdateRange(posterior.MutableParameters, gradient, start, end);
    }

    private void RunShard(int index)
    {
        Shard shard = shards[index];
        Tape<float> tape = shard.Tape;
        tape.Reset(posterior.Parameters);
        int rows = shard.Rows, entries = posterior.Observations;
        Variable observations = tape.Input(rows, entries), masks = tape.Input(rows, entries);
        Variable states = tape.Input(rows, posterior.States);
        Span<float> y = tape.Write(observations), m = tape.Write(masks), x = tape.Write(states);
        (validation ?? data).Fill(step, batchSize, shard.FirstRow, rows, y, m, x, shard.Scratch);
        double excess = shard.Units.Standardize(y, m, x, shard.Scratch);

        Variable loss = posterior.NegativeLogDensity(tape, observations, masks, states);
        if (validation is null)
            tape.Backward(loss, 1f / batchSize);
        double sum = 0;
        foreach (float nll in tape.Value(loss))
            sum += nll;
        shard.Loss = sum + excess;
    }

    private sealed class Shard(int firstRow, int rows, Tape<float> tape, IPairUnits units, float[] scratch)
    {
        public int FirstRow => firstRow;

        public int Rows => rows;

        public Tape<float> Tape => tape;

        public IPairUnits Units => units;

        public float[] Scratch { get; set; } = scratch;

        public double Loss { get; set; }
    }
}
