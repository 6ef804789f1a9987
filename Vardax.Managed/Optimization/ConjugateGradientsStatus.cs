namespace Vardax.Managed.Optimization;

/// <summary>How a solution by conjugate gradients ended.</summary>
internal enum ConjugateGradientsStatus
{
    /// <summary>The residual is as small as asked for.</summary>
    Converged,

    /// <summary>The iterations were used up.</summary>
    IterationLimit,

    /// <summary>A direction p with p.Ap &lt;= 0 was met: the matrix is not positive definite.</summary>
    Indefinite,

    /// <summary>The right-hand side or a product is not finite.</summary>
    NonFinite,
}
