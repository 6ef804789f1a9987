namespace Vardax.Managed.Expressions;

/// <summary>A line of text: a name and the expression it stands for.</summary>
/// <param name="Name">The name.</param>
/// <param name="Sites">1 for a scalar; the sites of a family, for each of which the text holds.</param>
/// <param name="Text">The expression, as <see cref="ExpressionScope.Parse"/> reads it.</param>
public readonly record struct NamedExpression(string Name, int Sites, string Text);
