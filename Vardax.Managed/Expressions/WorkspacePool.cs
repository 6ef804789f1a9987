namespace Vardax.Managed.Expressions;

/// <summary>
/// Workspaces of one size, one for each call that runs at a time: any number of threads may rent, and a rented one that comes back is
/// there for the next call, so that nothing is allocated once as many exist as calls run at a time.
/// </summary>
/// <param name="create">Makes a workspace.</param>
internal sealed class WorkspacePool<TWorkspace>(Func<TWorkspace> create)
    where TWorkspace : class
{
    private readonly TWorkspace?[] idle = new TWorkspace?[2 * Environment.ProcessorCount];

    /// <summary>Takes a workspace.</summary>
    public TWorkspace Rent()
    {
        foreach (ref TWorkspace? slot in idle.AsSpan())
        {
            if (slot is not null && Interlocked.Exchange(ref slot, null) is TWorkspace found)
                return found;
        }

        return create();
    }

    /// <summary>Gives it back.</summary>
    public void Return(TWorkspace workspace)
    {
        foreach (ref TWorkspace? slot in idle.AsSpan())
        {
            if (slot is null && Interlocked.CompareExchange(ref slot, workspace, null) is null)
                return;
        }
    }
}
