namespace Vardax.Managed.Expressions;

/// <summary>What a node of an <see cref="ExpressionGraph"/> does, or an instruction of a program.</summary>
internal enum Operation : byte
{
    // Sources.
    Constant, Input,

    // Views: no value of their own.
    Pick, Shift,

    // From scalars to a family and back.
    Pack, Sum,

    // Site by site; a scalar stands for a family of equal sites.
    Add, Subtract, Multiply, Divide, Power, Min, Max, Less,
    Negate, Abs, Sign, Sqrt, Exp, Log, Sin, Cos, Tan, Tanh,

    // Of instructions alone: a b + c, a b - c, c - a b, a.
    MultiplyAdd, MultiplySubtract, SubtractProduct, Copy,
}
