namespace Vardax.Managed.Formats;

/// <summary>Type of the elements of a variable or an attribute of a NetCDF classic file, by its number there.</summary>
public enum NetCdfType
{
    /// <summary>8-bit signed integer.</summary>
    Byte = 1,

    /// <summary>Text, a byte a letter.</summary>
    Char = 2,

    /// <summary>16-bit signed integer.</summary>
    Short = 3,

    /// <summary>32-bit signed integer.</summary>
    Int = 4,

    /// <summary>Single precision.</summary>
    Float = 5,

    /// <summary>Double precision.</summary>
    Double = 6,

    /// <summary>8-bit unsigned integer, CDF-5 alone.</summary>
    UByte = 7,

    /// <summary>16-bit unsigned integer, CDF-5 alone.</summary>
    UShort = 8,

    /// <summary>32-bit unsigned integer, CDF-5 alone.</summary>
    UInt = 9,

    /// <summary>64-bit signed integer, CDF-5 alone.</summary>
    Int64 = 10,

    /// <summary>64-bit unsigned integer, CDF-5 alone.</summary>
    UInt64 = 11,
}
