namespace Vardax.Managed.Expressions;

/// <summary>A step before registers are chosen.</summary>
internal readonly record struct Draft(Operation Operation, Source Result, Source A, Source B, Source C)
{
    /// <summary>Whether any operand is this node.</summary>
    public bool Uses(int id) => A.Id == id || B.Id == id || C.Id == id;

    /// <summary>Whether the result may stand where this operand, of as many sites, stands: each site reads none but itself.</summary>
    public bool MayReplace(int id) => Result.Row < 0 && Operation != Operation.Sum && Whole(A, id) && Whole(B, id) && Whole(C, id);

    private static bool Whole(Source source, int id) => source.Id != id || source is { Row: < 0, Shift: 0 };
}
