using System.Text.Json;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>Initial distribution and observing system as metadata: fields <c>initial</c>, <c>instruments</c> and <c>operator</c>.</summary>
internal static class ObservingMetadata
{
    /// <summary>Adds the moments of the coordinates, if they come from an ensemble.</summary>
    public static void WriteMoments(Utf8JsonWriter json, InitialDistribution initial)
    {
        if (initial.IsIndependent)
            return;
        ComponentPrior[] free = [.. initial.Components.Where(prior => prior.IsFree)];
        json.WriteStartObject("ensemble");
        json.WriteNumbers<double>("mean", [.. free.Select(prior => prior.Mean)]);
        json.WriteNumbers<double>("std", [.. free.Select(prior => prior.Std)]);
        json.WriteNumbers("correlation_root", initial.Correlation);
        json.WriteEndObject();
    }

    /// <summary>The distribution with the moments of an ensemble, if there are any.</summary>
    /// <exception cref="VardaxFormatException">They are out of range.</exception>
    public static InitialDistribution Moments(JsonFields problem, InitialDistribution initial) =>
        problem.Optional("ensemble") is { } moments
            ? moments.Built(field => initial.WithMoments(field["mean"].Numbers, field["std"].Numbers, field["correlation_root"].Numbers)) : initial;

    /// <summary>Adds the field of the initial distribution.</summary>
    public static void Write(Utf8JsonWriter json, InitialDistribution initial)
    {
        json.WriteStartArray("initial");
        foreach (ComponentPrior prior in initial.Components)
        {
            (string kind, string first, double firstValue, string? second, double secondValue) = prior switch
            {
                NormalPrior normal => ("normal", "mean", normal.Mean, "std", normal.Std),
                LogNormalPrior log => ("lognormal", "mean", log.Mean, "std", log.Std),
                UniformPrior uniform => ("uniform", "low", uniform.Low, "high", uniform.High),
                _ => ("fixed", "value", ((FixedPrior)prior).Value, (string?)null, 0),
            };
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteNumber(first, firstValue);
            if (second is not null)
                json.WriteNumber(second, secondValue);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Adds the fields of the observing system.</summary>
    /// <exception cref="ArgumentException">The operator is neither a selection nor linear.</exception>
    public static void Write(Utf8JsonWriter json, ObservingSystem observing)
    {
        json.WriteStartArray("instruments");
        foreach (Instrument instrument in observing.Instruments)
        {
            json.WriteStartObject();
            json.WriteString("name", instrument.Name);
            (string kind, double? degrees) = instrument.Error switch
            {
                NormalError => ("normal", (double?)null),
                LogNormalError => ("lognormal", null),
                _ => ("student", ((StudentError)instrument.Error).Degrees),
            };
            json.WriteString("error", kind);
            json.WriteNumber("std", instrument.Error.Std);
            if (degrees is not null)
                json.WriteNumber("degrees", degrees.Value);
            if (instrument.Steps is RegularSteps regular)
            {
                json.WriteNumber("every", regular.Every);
                json.WriteNumber("from", regular.From);
            }
            else
            {
                json.WriteNumbers<int>("steps", [.. ((ListedSteps)instrument.Steps).Steps]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("operator");
        switch (observing.Operator)
        {
            case SelectionOperator selection:
                json.WriteNumbers("components", selection.Components);
                break;
            case LinearOperator linear:
                json.WriteNumbers("matrix", linear.Matrix);
                break;
            default:
                throw new ArgumentException($"A file holds selections and linear operators, not a {observing.Operator.GetType().Name}.", nameof(observing));
        }

        json.WriteEndObject();
    }

    /// <summary>Reads the initial distribution.</summary>
    /// <exception cref="VardaxFormatException">The field is missing or out of range.</exception>
    public static InitialDistribution Initial(JsonFields problem)
    {
        ComponentPrior Prior(JsonFields prior) => prior["kind"].Text switch
        {
            "normal" => new NormalPrior(prior["mean"].Number, prior["std"].Number),
            "lognormal" => new LogNormalPrior(prior["mean"].Number, prior["std"].Number),
            "uniform" => new UniformPrior(prior["low"].Number, prior["high"].Number),
            "fixed" => new FixedPrior(prior["value"].Number),
            _ => throw prior["kind"].Wrong("normal, lognormal, uniform or fixed"),
        };
        return problem["initial"].Built(field => new InitialDistribution([.. field.Items.Select(item => Prior(item.Object))]));
    }

    /// <summary>Reads the observing system of a state of n components.</summary>
    /// <exception cref="VardaxFormatException">A field is missing or out of range.</exception>
    public static ObservingSystem Observing(JsonFields problem, int n)
    {
        JsonFields instruments = problem["instruments"], seen = problem["operator"].Object;
        Instrument[] found = [.. instruments.Items.Select(item => item.Object.Built(Instrument))];
        IObservationOperator observationOperator = seen.Optional("components") is { } components
            ? components.Built(field => new SelectionOperator(n, field.Integers))
            : seen["matrix"].Built(field => new LinearOperator(found.Length, n, field.Numbers));
        return instruments.Built(_ => new ObservingSystem(found, observationOperator));
    }

    private static Instrument Instrument(JsonFields fields)
    {
        double std = fields["std"].Number;
        ErrorDistribution error = fields["error"].Text switch
        {
            "normal" => new NormalError(std),
            "lognormal" => new LogNormalError(std),
            "student" => new StudentError(std, fields["degrees"].Number),
            _ => throw fields["error"].Wrong("normal, lognormal or student"),
        };
        ObservationSteps steps = fields.Optional("steps") is { } list
            ? new ListedSteps(list.Integers)
            : new RegularSteps(fields["every"].Integer, fields["from"].Integer);
        return new Instrument(fields["name"].Text, error, steps);
    }
}
