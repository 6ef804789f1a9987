namespace Vardax.Managed.Formats;

/// <summary>Type of the elements of a variable or an attribute of a NetCDF classic file, by its number there.</summary>
public enum NetCdfType
{
    /// <summary>8-bit signed integer.</summary>
    I8 = 1,

    /// <summary>Text, a byte a letter.</summary>
    Text = 2,

    /// <summary>16-bit signed integer.</summary>
    I16 = 3,

    /// <summary>32-bit signed integer.</summary>
    I32 = 4,

    /// <summary>Single precision.</summary>
    F32 = 5,

    /// <summary>Double precision.</summary>
    F64 = 6,

    /// <summary>8-bit unsigned integer, CDF-5 alone.</summary>
    U8 = 7,

    /// <summary>16-bit unsigned integer, CDF-5 alone.</summary>
    U16 = 8,

    /// <summary>32-bit unsigned integer, CDF-5 alone.</summary>
    U32 = 9,

    /// <summary>64-bit signed integer, CDF-5 alone.</summary>
    I64 = 10,

    /// <summary>64-bit unsigned integer, CDF-5 alone.</summary>
    U64 = 11,
}
