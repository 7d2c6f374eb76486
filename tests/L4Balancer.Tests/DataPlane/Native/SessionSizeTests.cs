using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Native;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>
/// The only memory of an idle session of the native engine: its object. The kernel's memory for two sockets is many
/// times that; docs/benchmarks.md has the total.
/// </summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class SessionSizeTests
{
    private const int Sessions = 1000;

    /// <summary>
    /// Its entries in the tables of its loop and its worker: two references and a number, with the tables half empty.
    /// </summary>
    private const int BytesInTables = 40;

    [Test]
    public void A_session_has_at_most_576_bytes()
    {
        var services = new NativeServices(IdleEngine.Parts(), bufferSize: 4096, RelayKind.Adaptive);
        var workers = new NativeWorker[1];
        using var worker = workers[0] = new NativeWorker(services, 0, workers, new LoadBalance(1), core: null);
        var sessions = new NativeSession[Sessions];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Sessions; i++) sessions[i] = new NativeSession(worker);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Sessions;
        TestContext.Out.WriteLine($"{bytes} bytes per session.");
        Assert.That(bytes + BytesInTables, Is.LessThanOrEqualTo(576));
    }
}
