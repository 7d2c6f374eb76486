using System.Reflection;
using System.Runtime.CompilerServices;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>What all records of the model have in common.</summary>
public sealed class ConfigRecordTests
{
    /// <summary>
    /// A record prints its properties: one that computes another record of its own kind would be printed within itself,
    /// without end. Such a value is a method.
    /// </summary>
    [Test]
    public void No_record_prints_a_record_of_its_own_kind() =>
        Assert.That(
            typeof(BalancerConfig).Assembly.GetTypes().Where(IsRecord).SelectMany(Endless)
                .Select(property => $"{property.DeclaringType!.Name}.{property.Name}"),
            Is.Empty);

    [Test]
    public void A_source_can_be_printed_with_and_without_values()
    {
        var source = Lb.Pool("source: { interface: eth0, transparent: true }").Source;
        Assert.That(source.ToString(), Does.Contain("eth0"));
        Assert.That((SourceConfig.Kernel.ForSessions(), source.ForSessions()), Is.EqualTo((null as object, source)));
        Assert.That(source.ForProbes(), Is.EqualTo(source with { Transparent = false }));
        Assert.That(new SourceConfig { Transparent = true }.ForProbes(), Is.Null);
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic)
            ?.IsDefined(typeof(CompilerGeneratedAttribute)) == true;

    private static IEnumerable<PropertyInfo> Endless(Type record) =>
        record.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(property =>
            property.SetMethod is null
            && (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == record);
}
