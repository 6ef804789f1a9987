namespace Vardax.Managed.Tests.Support;

/// <summary>A number and its derivative along one direction: the forward mode, to set against the reverse mode.</summary>
internal readonly record struct Dual(double Value, double Derivative)
{
    public static implicit operator Dual(double constant) => new(constant, 0);

    public static Dual operator +(Dual x, Dual y) => new(x.Value + y.Value, x.Derivative + y.Derivative);

    public static Dual operator -(Dual x, Dual y) => new(x.Value - y.Value, x.Derivative - y.Derivative);

    public static Dual operator *(Dual x, Dual y) => new(x.Value * y.Value, (x.Derivative * y.Value) + (x.Value * y.Derivative));

    public static Dual operator /(Dual x, Dual y) =>
        new(x.Value / y.Value, ((x.Derivative * y.Value) - (x.Value * y.Derivative)) / (y.Value * y.Value));

    public static Dual Exp(Dual x) => new(Math.Exp(x.Value), x.Derivative * Math.Exp(x.Value));

    public static Dual Sqrt(Dual x) => new(Math.Sqrt(x.Value), x.Derivative / (2 * Math.Sqrt(x.Value)));

    public static Dual Sin(Dual x) => new(Math.Sin(x.Value), x.Derivative * Math.Cos(x.Value));

    public static Dual Cos(Dual x) => new(Math.Cos(x.Value), -x.Derivative * Math.Sin(x.Value));

    public static Dual Log(Dual x) => new(Math.Log(x.Value), x.Derivative / x.Value);

    /// <summary>The angle of (x, y), in (-pi, pi].</summary>
    public static Dual Atan2(Dual y, Dual x) => new(
        Math.Atan2(y.Value, x.Value),
        ((x.Value * y.Derivative) - (y.Value * x.Derivative)) / ((x.Value * x.Value) + (y.Value * y.Value)));

    public static Dual Tanh(Dual x) => new(Math.Tanh(x.Value), x.Derivative / Math.Pow(Math.Cosh(x.Value), 2));

    public static Dual Sigmoid(Dual x) => 1 / (1 + Exp(0 - x));

    public static Dual Relu(Dual x) => x.Value > 0 ? x : 0;
}
