namespace Vardax.Managed.Formats;

/// <summary>Type of the elements of an array in the .npy format.</summary>
public enum NpyType
{
    /// <summary>Boolean, a byte each; <c>|b1</c>.</summary>
    Bool,

    /// <summary>Unsigned byte; <c>|u1</c>.</summary>
    U8,

    /// <summary>32-bit signed integer; <c>i4</c>.</summary>
    I32,

    /// <summary>64-bit signed integer; <c>i8</c>.</summary>
    I64,

    /// <summary>Single precision; <c>f4</c>.</summary>
    F32,

    /// <summary>Double precision; <c>f8</c>.</summary>
    F64,
}
