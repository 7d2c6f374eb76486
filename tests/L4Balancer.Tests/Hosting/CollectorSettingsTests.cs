using System.Text.Json;

namespace L4Balancer.Tests.Hosting;

/// <summary>
/// The settings of the daemon's garbage collector. The pause of the loops during a collection grows with the surviving
/// data; with the default settings of the runtime a reload of 10,000 backends stopped every running session for a tenth
/// of a second.
/// </summary>
internal sealed class CollectorSettingsTests
{
    private const int YoungBytesMax = 4 * 1024 * 1024;

    [TestCase("System.GC.Gen0Size")]
    [TestCase("System.GC.Gen0MaxBudget")]
    public void The_young_generation_is_small(string setting) =>
        Assert.That(Setting(setting).GetInt32(), Is.EqualTo(YoungBytesMax));

    [Test]
    public void The_old_generation_is_collected_beside_the_loops() =>
        Assert.That(Setting("System.GC.Concurrent").GetBoolean(), Is.True);

    private static JsonElement Setting(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "l4balancer.runtimeconfig.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var settings = document.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");
        return settings.GetProperty(name).Clone();
    }
}
