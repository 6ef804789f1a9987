using System.Reflection;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Models;

namespace Vardax.Managed.Tests.Architecture;

/// <summary>A public copy constructor, which F# and Visual Basic have in place of <c>with</c>, copies every property.</summary>
public sealed class CopyTests
{
    public static TheoryData<string> Copied => [.. Types.Select(type => type.Name)];

    private static Type[] Types { get; } = [.. typeof(TrainedModel).Assembly.GetExportedTypes()
        .Where(type => type.IsClass && type.GetConstructor([type]) is not null)];

    [Theory]
    [MemberData(nameof(Copied))]
    public void Every_property_is_copied(string name)
    {
        Type type = Types.Single(one => one.Name == name);
        ConstructorInfo copy = type.GetConstructor([type])!;
        object original = type == typeof(TrainedModel) ? ModelCase.Model("control") : type == typeof(ProblemSettings) ? SystemCase.GrowthSettings : Activator.CreateInstance(type)!;
        PropertyInfo[] properties = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];
        Assert.NotEmpty(properties);
        foreach (PropertyInfo property in properties)
        {
            object changed = copy.Invoke([original]);
            Assert.Equal(original, changed);
            property.SetValue(changed, Other(property.PropertyType, property.GetValue(changed)));
            Assert.NotEqual(original, changed);
            Assert.Equal(changed, copy.Invoke([changed]));
        }
    }

    [Fact]
    public void Settings_that_come_ready_made_can_be_copied() =>
        Assert.Empty(new[] { typeof(ProblemSettings), typeof(TrainingRecipe), typeof(AmortizedConfig), typeof(TrainedModel) }.Except(Types));

    private static object? Other(Type type, object? value) => value switch
    {
        int number => number + 1,
        bool flag => !flag,
        string text => text + "!",
        double number => number / 2,
        Enum => Enum.GetValues(type).Cast<object>().First(other => !other.Equals(value)),
        HeadType => HeadType.Flow,
        ILearningRateSchedule => new ConstantSchedule(1),
        null when Nullable.GetUnderlyingType(type) == typeof(int) => 7,
        null when type == typeof(string) => "something",
        TrainingPlan plan => plan with { Recipe = plan.Recipe with { Steps = 9 } },
        TrainingHistory => new TrainingHistory(),
        _ => type.IsValueType ? throw new NotSupportedException(type.Name) : Different(type),
    };

    /// <summary>Null, or for a property that is never null another model's value.</summary>
    private static object? Different(Type type) =>
        type == typeof(ConditionalDensity) ? ModelCase.Model("flow").Density
        : type.Name == "PolishOptions" ? new PolishOptions { Iterations = 3 }
        : null;
}
