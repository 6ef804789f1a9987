namespace Vardax.Managed.Formats;

/// <summary>
/// Type of a tensor's elements in a safetensors file, in the order of the format's own parser, by which a writer sorts. Values of
/// <see cref="F32"/>, <see cref="F64"/>, <see cref="I32"/> and <see cref="I64"/> can be read; of the others only the bytes.
/// </summary>
public enum SafeTensorType
{
    /// <summary>Boolean, a byte each.</summary>
    Bool,

    /// <summary>4-bit floating point (MXFP4).</summary>
    F4,

    /// <summary>6-bit floating point, 2 bits of exponent.</summary>
    F6E2M3,

    /// <summary>6-bit floating point, 3 bits of exponent.</summary>
    F6E3M2,

    /// <summary>Unsigned byte.</summary>
    U8,

    /// <summary>Signed byte.</summary>
    I8,

    /// <summary>8-bit floating point, 5 bits of exponent.</summary>
    F8E5M2,

    /// <summary>8-bit floating point, 4 bits of exponent.</summary>
    F8E4M3,

    /// <summary>8-bit power of two.</summary>
    F8E8M0,

    /// <summary>16-bit signed integer.</summary>
    I16,

    /// <summary>16-bit unsigned integer.</summary>
    U16,

    /// <summary>Half precision.</summary>
    F16,

    /// <summary>Brain floating point.</summary>
    BF16,

    /// <summary>32-bit signed integer.</summary>
    I32,

    /// <summary>32-bit unsigned integer.</summary>
    U32,

    /// <summary>Single precision.</summary>
    F32,

    /// <summary>Complex number of two single-precision parts.</summary>
    C64,

    /// <summary>Double precision.</summary>
    F64,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>64-bit unsigned integer.</summary>
    U64,
}
