namespace Vardax.Managed.Dynamics;

/// <summary>The models that come with the library, by name: what a file that names its model is read with.</summary>
public static class DynamicalModels
{
    /// <summary>Creates a model.</summary>
    /// <param name="name">Its <see cref="IDynamicalModel.Name"/>.</param>
    /// <param name="parameters">Its <see cref="IDynamicalModel.Parameters"/>, all of them.</param>
    /// <exception cref="ArgumentException">The name is unknown, or a parameter is missing, unknown or out of range.</exception>
    public static IDynamicalModel Create(string name, IReadOnlyDictionary<string, double> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Lorenz63 model = name switch
        {
            "Lorenz-63" => new Lorenz63(parameters.GetValueOrDefault("sigma"), parameters.GetValueOrDefault("rho"),
                parameters.GetValueOrDefault("beta")),
            _ => throw new ArgumentException($"The model is '{name}'; expected Lorenz-63.", nameof(name)),
        };
        return parameters.Keys.Order(StringComparer.Ordinal).SequenceEqual(model.Parameters.Keys.Order(StringComparer.Ordinal))
            ? model
            : throw new ArgumentException(
                $"The parameters are {string.Join(", ", parameters.Keys)}; {name} has {string.Join(", ", model.Parameters.Keys)}.",
                nameof(parameters));
    }
}
