namespace Vardax.Managed.Tests.Support.Fuzzing;

/// <summary>A reader under attack.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Valid">Bytes that it reads.</param>
/// <param name="Parse">Reads bytes, and everything that can be asked of what they hold.</param>
internal sealed record FuzzTarget(string Name, byte[] Valid, Action<byte[]> Parse);
