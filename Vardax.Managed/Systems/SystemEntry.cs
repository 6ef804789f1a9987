namespace Vardax.Managed.Systems;

/// <summary>One line of a system's definition: a key with its value in a section, as written.</summary>
/// <param name="Section">
/// <c>state</c>, <c>map</c>, <c>let</c>, <c>initial</c>, <c>known</c>, <c>unknown</c>, <c>time</c>, <c>observe.NAME</c> for each
/// instrument, or empty for what stands before all sections.
/// </param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value: an expression, a distribution, a number, or numbers separated by commas.</param>
/// <param name="Line">Where the value stands in its file, from 1; 0 if it came from elsewhere.</param>
/// <param name="Column">Its column, from 1; 0 if it came from elsewhere.</param>
public readonly record struct SystemEntry(string Section, string Key, string Value, int Line = 0, int Column = 0);
