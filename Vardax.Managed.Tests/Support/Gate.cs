namespace Vardax.Managed.Tests.Support;

/// <summary>Stops the next call that passes, so that another one provably overlaps it.</summary>
internal sealed class Gate
{
    private TaskCompletionSource entered = new(), open = new();
    private int armed;

    /// <summary>The call that it stops goes on when this is opened.</summary>
    public void Pass()
    {
        if (Interlocked.Exchange(ref armed, 0) == 0)
            return;
        entered.SetResult();
        Assert.True(open.Task.Wait(TimeSpan.FromSeconds(60)));
    }

    /// <summary>
    /// Makes a call on another thread, and the same one here while the first is stopped within: the second has to throw, and the
    /// first has to come to what it comes to alone.
    /// </summary>
    public void TwoAtOnce(string what, Func<object?> call)
    {
        object? alone = call(), first = null;
        (entered, open) = (new(), new());
        armed = 1;
        var thread = new Thread(() => first = Record.Exception(() => first = call()) ?? first);
        thread.Start();
        Assert.True(entered.Task.Wait(TimeSpan.FromSeconds(60)), "the call never passed the gate");
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => { call(); });
        Assert.Contains($"one {what} per thread", failure.Message, StringComparison.Ordinal);
        open.SetResult();
        thread.Join();
        Assert.Equal(alone, first);
        Assert.Equal(alone, call());
    }
}
