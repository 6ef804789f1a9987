using Vardax.Managed.Formats;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Tests.Models;

/// <summary>Damaged model files lead to <see cref="VardaxFormatException"/>, or to a model that analyses without throwing.</summary>
public class ModelRobustnessTests
{
    public static TheoryData<string> Names => [.. ModelTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_that_ends_early_is_refused_at_every_byte(string name)
    {
        FuzzTarget target = Target(name);
        for (int length = 0; length < target.Valid.Length; length++)
            Assert.Throws<VardaxFormatException>(() => target.Parse(target.Valid[..length]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Damage_is_refused_or_harmless(string name)
    {
        // Where it falls into weights it is harmless: they are other numbers.
        FuzzReport report = Fuzzer.Run(Target(name), count: 1500, firstSeed: 2_000_000);
        Assert.Empty(report.Failures);
        Assert.InRange(report.Refused, 500, 1500);
        Assert.InRange(report.Accepted, 1, 1000);
    }

    private static FuzzTarget Target(string name) => ModelTargets.All.Single(target => target.Name == name);
}
