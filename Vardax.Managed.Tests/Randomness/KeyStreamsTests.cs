using System.Reflection;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Tests.Randomness;

public sealed class KeyStreamsTests
{
    private static readonly MethodInfo[] All = typeof(KeyStreams).GetMethods(BindingFlags.Public | BindingFlags.Static);

    // Whose child a stream is: everything else is a key's own.
    private static readonly string[] OfAProblem = ["InitialState", "ObservationErrors", "Missing", "StudentErrors", "ModelErrors", "Filter"],
        OfTheOracle = ["Resampling"], OfAFilter = ["Updates"], OfAnUpdate = ["Rotation", "Selection", "Starts"];

    [Fact]
    public void No_two_coincide()
    {
        List<RandomKey> keys = [.. Enumerable.Range(0, 4).Select(seed => RandomKey.FromSeed((ulong)seed))];
        foreach (RandomKey key in keys.ToArray())
        {
            RandomKey[] streams = [key, .. Of(key, name => !OfAProblem.Concat(OfTheOracle).Concat(OfAFilter).Concat(OfAnUpdate).Contains(name))];
            RandomKey[] problems = [.. streams.SelectMany(stream => stream.Split(64))];
            RandomKey[] updates = [.. problems.SelectMany(problem => problem.Filter().Updates().Split(4))];
            keys.AddRange([.. streams[1..], .. problems, .. problems.SelectMany(problem => Of(problem, OfAProblem.Contains)),
                .. Of(key.Oracle(), OfTheOracle.Contains), .. problems.SelectMany(problem => Of(problem.Filter(), OfAFilter.Contains)),
                .. updates, .. updates.SelectMany(update => Of(update, OfAnUpdate.Contains))]);
        }

        // Of a key itself and nine streams; of a problem itself, six streams, and its filter's updates with four of them, each with three streams.
        Assert.Equal(4 * (1 + 9 + (10 * 64 * (1 + 6 + 1 + 4 + 12)) + 1), keys.Count);
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    /// <summary>The bits of published numbers hang on these.</summary>
    [Fact]
    public void They_are_the_children_of_their_numbers()
    {
        RandomKey key = RandomKey.FromSeed(5);
        Assert.Equal(
            Enumerable.Range(0, 7).Select(k => key.Child(ulong.MaxValue - (ulong)k)),
            [key.Prior(), key.HeldOut(), key.Oracle(), key.Validation(), key.Calibration(), key.Recalibration(), key.Typicality()]);
        Assert.Equal(key.Child(ulong.MaxValue), key.Resampling());
        Assert.Equal((IEnumerable<RandomKey>)key.Split(3), [key.InitialState(), key.ObservationErrors(), key.Missing()]);
    }

    private static IEnumerable<RandomKey> Of(RandomKey key, Func<string, bool> isOne) =>
        All.Where(stream => isOne(stream.Name)).Select(stream => (RandomKey)stream.Invoke(null, [key])!);
}
