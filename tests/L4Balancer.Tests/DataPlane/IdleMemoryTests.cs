using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>The memory of an idle session, measured in a separate process.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class IdleMemoryTests(TestedEngine engine)
{
    /// <summary>
    /// A session that held one buffer of 16 KiB, in only one of its directions, would be far above this.
    /// </summary>
    private const int BytesPerSessionMax = 8 * 1024;

    [Test]
    public async Task An_idle_session_owns_no_buffer()
    {
        var told = await ChildProcess.RunScenarioAsync("env", "idle-memory", engine);
        await TestContext.Out.WriteLineAsync($"{told["bytes"]} bytes of managed heap per idle session.");
        Assert.That(int.Parse(told["bytes"]), Is.LessThan(BytesPerSessionMax));
    }
}
