using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>Each test has its own balancer, in front of one backend played by the test itself.</summary>
internal abstract class OneBackendFixture(TestedEngine engine)
{
    protected TestedEngine Engine { get; } = engine;

    protected Socket Backend { get; private set; } = null!;

    protected RunningBalancer Running { get; private set; } = null!;

    [SetUp]
    public async Task StartBalancerAsync()
    {
        Backend = Loopback.Listen();
        Running = await RunningBalancer.StartAsync(Engine, [Loopback.AddressOf(Backend)]);
    }

    [TearDown]
    public async Task StopBalancerAsync()
    {
        await Running.DisposeAsync();
        Backend.Dispose();
    }
}
