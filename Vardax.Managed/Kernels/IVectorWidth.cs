namespace Vardax.Managed.Kernels;

/// <summary>Vectors of one width, for what is written once for several: the matrix product.</summary>
/// <typeparam name="T">An element.</typeparam>
/// <typeparam name="TVector">
/// A vector itself: a struct around it costs the JIT a copy for every second multiply-add, 15 % of a product's speed.
/// </typeparam>
internal interface IVectorWidth<T, TVector>
    where TVector : struct
{
    /// <summary>Elements of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Whether there are 32 registers to count on, rather than 16.</summary>
    static abstract bool HasManyRegisters { get; }

    /// <summary>x in every element.</summary>
    static abstract TVector Broadcast(T x);

    /// <summary>The vector that starts <paramref name="offset"/> elements after <paramref name="start"/>.</summary>
    static abstract TVector Load(ref T start, int offset);

    /// <summary>a b + c, as <see cref="Simd.MultiplyAdd"/>.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>Stores f(value) from <paramref name="offset"/> elements after <paramref name="start"/> on.</summary>
    static abstract void Store<TOperator>(TVector value, TOperator f, ref T start, int offset)
        where TOperator : struct, IUnaryOperator<T>;
}
