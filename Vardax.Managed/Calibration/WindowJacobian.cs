using Vardax.Managed.Formats;

namespace Vardax.Managed.Calibration;

/// <summary>How two Jacobians of one window agree; see <see cref="AdjointAgreement"/>.</summary>
/// <param name="Errors">The errors; null if a product is not usable.</param>
/// <param name="Message">Why it is not.</param>
internal sealed record WindowJacobian(JacobianErrors? Errors, string Message)
{
    /// <summary>Writes all of it to a ledger, or returns the next of a ledger that was loaded.</summary>
    public WindowJacobian Keep(Ledger ledger)
    {
        bool isUsable = ledger.Keep("adjoint.is_usable", Errors is null ? 0 : 1) != 0;
        JacobianErrors errors = Errors ?? default;
        errors = new(ledger.Keep("adjoint.probe", errors.Probe), ledger.Keep("adjoint.frobenius", errors.Frobenius),
            ledger.Keep("adjoint.operator", errors.Operator));
        return new(isUsable ? errors : null, ledger.Keep("adjoint.message", Message));
    }
}
