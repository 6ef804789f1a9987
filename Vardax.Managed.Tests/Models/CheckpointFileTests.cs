using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;
using Vardax.Managed.Tests.Formats;

namespace Vardax.Managed.Tests.Models;

/// <summary>What a training cannot have written is refused when the file is read, by file and name.</summary>
public class CheckpointFileTests
{
    /// <summary>After 20 of 30 steps.</summary>
    internal static TrainingCheckpoint Taken { get; } = Take("control");

    [Theory]
    [InlineData("control")]
    [InlineData("flow")]
    [InlineData("standardized")]
    [InlineData("physical")]
    public void A_checkpoint_of_every_head_is_read_back(string model)
    {
        TrainingCheckpoint taken = Take(model);
        TrainingCheckpoint read = CheckpointFile.Read(SafeTensorsFile.Parse(Bytes(taken), "a file"));
        Assert.True(read.Plan.IsSameAs(taken.Plan));
        Assert.Equal(taken.Parameters.ToArray(), read.Parameters.ToArray());
        Assert.Equal(taken.SecondMoment.ToArray(), read.SecondMoment.ToArray());
        Assert.Equal(taken.Losses, read.Losses);
        Assert.Equal(taken.ValidationLosses, read.ValidationLosses);
        Assert.Null(read.Warning);
    }

    [Fact]
    public void Impossible_numbers_are_refused_by_file_and_name()
    {
        float[] negative = Taken.SecondMoment.ToArray();
        negative[7] = -1e-9f;
        Refused(Taken with { SecondMoment = negative }, "tensor 'adam.second_moment': expected no negative numbers, found -1E-09 at 7");
        int count = Taken.Parameters.Length;
        float[] shorter = new float[count - 1];
        Refused(Taken with { Parameters = shorter, FirstMoment = shorter, SecondMoment = shorter, BestParameters = shorter },
            $"tensor 'parameters': expected F32 [{count}], found F32 [{count - 1}]");
        Refused(Taken with { FirstMoment = shorter }, $"tensor 'adam.first_moment': expected F32 [{count}]");
        Refused(Taken with { ValidationLosses = [new(9, 1.0), new(20, 0.5)] }, "tensor 'history.validation': expected ascending steps below the 20 made, found 20");
        Refused(Taken with { Losses = new double[31], ValidationLosses = [] }, "tensor 'history.loss': expected at most the recipe's 30 steps, found 31");

        static void Refused(TrainingCheckpoint checkpoint, string fault)
        {
            string message = Assert.Throws<VardaxFormatException>(() => CheckpointFile.Read(SafeTensorsFile.Parse(Bytes(checkpoint), "a file"))).Message;
            Assert.StartsWith("a file: at byte ", message, StringComparison.Ordinal);
            Assert.Contains(fault, message, StringComparison.Ordinal);
        }
    }

    private static byte[] Bytes(TrainingCheckpoint checkpoint) =>
        FormatFiles.Written(stream => CheckpointFile.Of(checkpoint).Write(stream));

    private static TrainingCheckpoint Take(string model)
    {
        TrainingCheckpoint? taken = null;
        TrainingPlan plan = ModelCase.Model(model).Plan;
        AmortizedTrainer.Train(plan, new TrainingRun
        {
            Checkpoints = new(20, live => taken ??= live with
            {
                Parameters = live.Parameters.ToArray(),
                FirstMoment = live.FirstMoment.ToArray(),
                SecondMoment = live.SecondMoment.ToArray(),
                BestParameters = live.BestParameters.ToArray(),
                Losses = [.. live.Losses],
                ValidationLosses = [.. live.ValidationLosses],
            }),
        });
        return taken!;
    }
}
