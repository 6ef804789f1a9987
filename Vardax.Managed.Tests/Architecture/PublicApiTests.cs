using Vardax.Managed.Randomness;

namespace Vardax.Managed.Tests.Architecture;

/// <summary>
/// The library's public surface against the accepted one, Vardax.Managed/PublicAPI.txt, so that no change to it goes unseen.
/// </summary>
public sealed class PublicApiTests
{
    private const string Accept = "VARDAX_ACCEPT_API";

    [Fact]
    public void The_surface_is_the_accepted_one()
    {
        string file = Path.Combine(RepositoryRoot.Library, "PublicAPI.txt");
        string[] present = PublicApi.Lines(typeof(RandomKey).Assembly);
        if (Environment.GetEnvironmentVariable(Accept) == "1")
            File.WriteAllText(file, string.Join('\n', present) + "\n");
        string[] differences = PublicApi.Differences(File.ReadAllLines(file), present);
        if (differences.Length > 0)
        {
            Assert.Fail($"{differences.Length} lines of the public surface differ from Vardax.Managed/PublicAPI.txt "
                + $"(+ new, - gone). To accept them, run this test with {Accept}=1 and commit the file.\n"
                + string.Join('\n', differences));
        }
    }

    [Fact]
    public void A_type_and_its_members_are_lines_of_CSharp() => Assert.Equal(
        [
            "Sample<T> = abstract class : List<T>, IDisposable where T : struct, IFormattable",
            "Sample<T>.const int Size = 3",
            "Sample<T>.protected abstract List<string?> Names(ReadOnlySpan<T> values, out int count)",
            "Sample<T>.protected new(int size, string? name = \"x\")",
            "Sample<T>.ref readonly T this[int row, int column] { get; }",
            "Sample<T>.required double[] Values { get; init; }",
            "Sample<T>.static Sample<T>? op_UnaryNegation(Sample<T>? sample)",
            "Sample<T>.static U? Find<U>(int? at = null) where U : class, new()",
            "Sample<T>.string? Name { get; }",
            "Sample<T>.virtual void Dispose()",
        ],
        Short(PublicApi.Lines(typeof(Sample<>))));

    [Fact]
    public void Enumerations_delegates_and_records_have_the_members_that_are_written() => Assert.Equal(
        [
            "Colour = enum",
            "Colour.Blue = 4",
            "Law = delegate",
            "Law.virtual double Invoke(double x)",
            "Point = readonly record struct",
            "Point.float Y { get; init; }",
            "Point.int X { get; init; }",
            "Point.new(int X, float Y = 1.5)",
        ],
        Short(PublicApi.Lines(typeof(Colour), typeof(Law), typeof(Point))));

    [Fact]
    public void A_changed_signature_is_a_line_gone_and_a_line_new() => Assert.Equal(
        ["- A.int F()", "+ A.int F(int n)", "+ B = class"],
        PublicApi.Differences(["A = class", "A.int F()"], ["A = class", "A.int F(int n)", "B = class"]));

    private static string[] Short(string[] lines) =>
        [.. lines.Select(line => line.Replace("Vardax.Managed.Tests.Architecture.PublicApiTests.", "", StringComparison.Ordinal)
            .Replace("PublicApiTests.", "", StringComparison.Ordinal))];

    internal enum Colour
    {
        Blue = 4,
    }

    internal delegate double Law(double x);

    internal readonly record struct Point(int X, float Y = 1.5f);

    internal abstract class Sample<T>(int size, string? name = "x") : List<T>, IDisposable
        where T : struct, IFormattable
    {
        public const int Size = 3;

        private readonly T[] _values = new T[size];

        public string? Name { get; private set; } = name;

        public required double[] Values { get; init; }

        public ref readonly T this[int row, int column] => ref _values[row + column];

        public static Sample<T>? operator -(Sample<T>? sample) => sample;

        public static U? Find<U>(int? at = null)
            where U : class, new() => at is null ? null : new U();

        public virtual void Dispose() => GC.SuppressFinalize(this);

        protected abstract List<string?> Names(ReadOnlySpan<T> values, out int count);

        internal void Hidden() => Name = null;
    }
}
