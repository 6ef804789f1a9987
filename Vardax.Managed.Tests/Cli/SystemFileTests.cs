using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Cli.SystemFiles;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Cli;

public sealed class SystemFileTests
{
    private const string Decay = """
        name = "Decay"
        [state]
        x = "-rate * x"
        [initial]
        x = "normal(1, 0.1)"
        [known]
        rate = 0.5
        [observe]
        x = { value = "x", error = "normal(0.1)", every = 0.5 }
        [time]
        step = 0.1
        window = 1
        """;

    [Fact]
    public void Each_value_is_an_entry_with_its_place()
    {
        IReadOnlyList<SystemEntry> entries = SystemFile.Entries("f", """"
            name = 'A'
            time.step = 1_0.50
            [state]
            "x[40]" = "x"   # comment
            y = """
            x +
            y"""
            [observe]
            a = { value = "x[i]", times = [1, 2.5, "8 / 3"] }
            [observe."b c"]
            every = +2
            """");
        Assert.Equal(
            [
                new("", "name", "A", 1, 9), new("time", "step", "10.50", 2, 13), new("state", "x[40]", "x", 4, 12), new("state", "y", "x +\ny", 6, 1),
                new("observe.a", "value", "x[i]", 9, 16), new("observe.a", "times", "1, 2.5, 8 / 3", 9, 31), new SystemEntry("observe.b c", "every", "2", 11, 9),
            ],
            entries);
    }

    [Theory]
    [InlineData("x = \"-rate * x\"", "x = \"-rate * y\"", "f:3:14: [state] x: ")]
    [InlineData("x = \"-rate * x\"", "x = \"-rate * (x\"", "f:3:16: [state] x: ")]
    [InlineData("x = \"-rate * x\"", "x = true", "f:3:5: expected a string or a number, found true or false.")]
    [InlineData("x = \"-rate * x\"", "x = [1, 2]", "f:3:5: expected a string or a number, found a list.")]
    [InlineData("x = \"-rate * x\"", "x = { a = 1 }", "f:3:5: expected a value of state.x, found a table.")]
    [InlineData("x = \"-rate * x\"", "x = 1979-05-27", "f:3:5: expected a string or a number, found a date.")]
    [InlineData("x = \"-rate * x\"", "x = \"-rate * x", "f:3:")]
    [InlineData("rate = 0.5", "rate = 0.5\nrate = 1", "f:8:")]
    [InlineData("rate = 0.5", "rate = \"1 / 0\"", "f:7:9: [known] rate: expected a finite number")]
    [InlineData("[known]", "[constants]", "f:6:2: expected one of the sections state, map, let, initial, known, unknown, observe, time, found constants.")]
    [InlineData("[known]", "[known.more]", "f:6:2: expected a section such as [time] or [observe.NAME], found [known.more].")]
    [InlineData("[known]", "[[known]]", "f:6:1: expected a table [NAME], found an array of tables [[NAME]].")]
    [InlineData("name = \"Decay\"", "title = \"Decay\"", "f:1:1: expected name, or a section")]
    [InlineData("{ value = \"x\", error = \"normal(0.1)\", every = 0.5 }", "\"normal(0.1)\"", "f:9:5: expected an instrument such as")]
    [InlineData("every = 0.5", "every = [0.5]", "f:9:51: expected a string or a number, found a list.")]
    [InlineData("every = 0.5", "every = 0.55", "f:9:51: [observe.x] every: expected a whole number of steps of 0.1")]
    [InlineData("every = 0.5", "times = [0.5, { a = 1 }]", "f:9:57: expected a string or a number, found a table.")]
    [InlineData("error = \"normal(0.1)\"", "error = \"normal(-1)\"", "f:9:29: [observe.x] error: ")]
    [InlineData("x = \"-rate * x\"", "x[4] = \"-rate * x[i] + y\"", "f:3:24: [state] x[4]: expected one of x, rate")]
    [InlineData("x = \"-rate * x\"", "x[4] = \"x[i]\"\nx[4] = \"x[i]\"", "f:4:1: The key `state.x[4]` is already defined")]
    [InlineData("x = \"-rate * x\"", "x[1e9] = \"x[i]\"", "f:3:11: [state] x[1e9]: expected a family of 2 to 1000 sites, found 1000000000.")]
    [InlineData("x = \"-rate * x\"", "sin = \"1\"", "f:3:8: [state] sin: expected a name of letters, digits and underscores that is not a word of the language, found 'sin'")]
    [InlineData("rate = 0.5", "rate = 0.5\nx = 3", "f:3:6: [state] x: expected different names, found 'x' twice.")]
    [InlineData("rate = 0.5", "rate = 0.5\n[unknown]\nrate = \"normal(0, 1)\"", "f:9:9: [unknown] rate: expected different names, found 'rate' twice.")]
    [InlineData("rate = 0.5", "rate = 0.5\n[let]\na = \"b\"\nb = \"a\"", "f:9:6: [let] a: expected one of x, rate, t, or a function, found 'b'.")]
    [InlineData("rate = 0.5", "rate = \"a\"\na = \"rate\"", "f:7:9: [known] rate: expected no name at all")]
    [InlineData("x = { value = \"x\", error = \"normal(0.1)\", every = 0.5 }", "", "f:11:8: [observe]: expected at least one instrument, found none.")]
    [InlineData("every = 0.5 }", "every = 0.5, sites = \"0:2\" }", "f:9:65: [observe.x] sites: expected no sites, because the value is not a family.")]
    [InlineData("every = 0.5", "every = 0.5, from = 2", "f:9:63: [observe.x] from: expected a time in the window, up to 1, found 2.")]
    [InlineData("every = 0.5", "times = [0.5, 0.5]", "f:9:51: [observe.x] times: expected ascending times, found 0.5, 0.5.")]
    [InlineData("window = 1", "window = 0", "f:12:10: [time] window: expected at least one step, found 0.")]
    [InlineData("\"Decay\"", "\" \"", "f:1:9: name: expected a name that is not empty")]
    [InlineData("window = 1", "length = 1", "f:12:10: [time] length: expected one of step, burn_in, window")]
    public void What_is_wrong_is_one_line_with_file_line_and_column(string written, string instead, string expected)
    {
        Assert.Equal(10, SystemFile.Parse("f", Decay, new Dictionary<string, string>()).Settings.WindowSteps);
        Assert.Contains(written, Decay, StringComparison.Ordinal);
        string text = Decay.Replace(written, instead, StringComparison.Ordinal);
        var wrong = Assert.Throws<InputException>(() => SystemFile.Parse("f", text, new Dictionary<string, string>()));
        Assert.StartsWith(expected, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    [Fact]
    public void A_family_needs_no_quotes_and_leaves_every_place_as_it_is()
    {
        const string text = """"
            [state]
              x[ 4 ] = "x[i]"
            y[0.5] = """
            q[3] = "x"
            """
            "z[2]" = 'a # " '   # it's "
            [initial]
            x [3] = "fixed(1)"
            # w[3] = 1
            v[n] = 1
            """";
        Assert.Equal(
            [
                new("state", "x[4]", "x[i]", 2, 13), new("state", "y[0.5]", "q[3] = \"x\"\n", 4, 1), new("state", "z[2]", "a # \" ", 6, 11),
                new("initial", "x[3]", "fixed(1)", 8, 10), new SystemEntry("initial", "v[n]", "1", 10, 8),
            ],
            SystemFile.Entries("f", text));
    }

    [Fact]
    public void An_instrument_sees_a_whole_family_by_its_name()
    {
        ProblemSettings Read(string value) => SystemFile.Parse("f", Decay
            .Replace("x = \"-rate * x\"", "x[n] = \"-rate * x[ i+1 ]\"", StringComparison.Ordinal)
            .Replace("rate = 0.5", "rate = 0.5\nn = 5", StringComparison.Ordinal)
            .Replace("value = \"x\"", $"value = \"{value}\", sites = \"1:5:2\"", StringComparison.Ordinal), new Dictionary<string, string>()).Settings;
        foreach ((string value, double[] expected) in ((string, double[])[])[("x", [1, 3]), (" x ", [1, 3]), ("x[i]", [1, 3]), ("x[ i + 1 ]", [2, 4])])
        {
            ProblemSettings settings = Read(value);
            double[] seen = new double[2];
            settings.Observing.Operator.Apply([0, 1, 2, 3, 4], seen);
            Assert.Equal(expected, seen);
            Assert.Equal(["x[1]", "x[3]"], settings.Observing.Instruments.Select(i => i.Name));
        }
    }

    [Theory]
    [InlineData("a = ", "[", 100_000)]
    [InlineData("a = ", "{ a = ", 40_000)]
    [InlineData("", "a.", 100_000)]
    [InlineData("[state]\nx = \"", "(", 60_000)]
    [InlineData("[state]\nx = \"", "-", 60_000)]
    public void Deep_files_are_refused(string before, string repeated, int times) => Assert.Throws<InputException>(
        () => SystemFile.Parse("f", before + string.Concat(Enumerable.Repeat(repeated, times)) + "\"", new Dictionary<string, string>()));

    [Fact]
    public void Damaged_files_are_read_or_refused_with_one_line()
    {
        var random = new Random(1);
        int refused = 0;
        foreach (string name in SystemCatalogue.Names)
        {
            string text = SystemCatalogue.Text(name);
            for (int trial = 0; trial < 60; trial++)
            {
                int at = random.Next(text.Length), cut = random.Next(1, 8);
                string damaged = text[..at] + "[]{}\"'=.,()-0x#\n"[random.Next(16)] + text[Math.Min(text.Length, at + cut)..];
                try
                {
                    SystemFile.Parse("f", damaged, new Dictionary<string, string>());
                }
                catch (InputException wrong)
                {
                    refused++;
                    Assert.StartsWith("f:", wrong.Message, StringComparison.Ordinal);
                    Assert.DoesNotContain('\n', wrong.Message);
                }
            }
        }

        Assert.InRange(refused, 100, 400);
    }

    [Fact]
    public void A_file_that_is_too_large_or_no_text_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "f.toml");
        File.WriteAllText(path, Decay + "\n#" + new string('a', 262_144 - Decay.Length - 2));
        Assert.Equal("Decay", SystemFile.Read(path, new Dictionary<string, string>()).Settings.Model.Name);
        File.AppendAllText(path, "a");
        Assert.Contains("expected at most 262144 bytes", Assert.Throws<InputException>(
            () => SystemFile.Read(path, new Dictionary<string, string>())).Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, [(byte)'#', (byte)'\n', (byte)'#', 0xFF, 0xFE]);
        Assert.Contains("f.toml:2:2: expected text in UTF-8", Assert.Throws<InputException>(
            () => SystemFile.Read(path, new Dictionary<string, string>())).Message, StringComparison.Ordinal);
    }
}
