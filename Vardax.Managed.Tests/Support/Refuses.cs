namespace Vardax.Managed.Tests.Support;

/// <summary>A bad argument is refused by name.</summary>
internal static class Refuses
{
    /// <summary>Expects an ArgumentException, or one derived from it, that names the parameter.</summary>
    public static void Argument(string parameter, Func<object?> call) => Argument(parameter, () => { call(); });

    public static void Argument(string parameter, Action call) =>
        Assert.Equal(parameter, Assert.ThrowsAny<ArgumentException>(call).ParamName);
}
