namespace L4Balancer.Tests.Support;

/// <summary>Each test has its own balancer, in front of one backend played by the test itself.</summary>
internal abstract class OneBackendFixture(TestedEngine engine) : BackendFixture
{
    protected TestedEngine Engine { get; } = engine;

    protected RunningBalancer Running { get; private set; } = null!;

    [SetUp]
    public async Task StartBalancerAsync() =>
        Running = await RunningBalancer.StartAsync(Engine, [Loopback.AddressOf(Backend)]);

    [TearDown]
    public Task StopBalancerAsync() => Running.DisposeAsync().AsTask();
}
