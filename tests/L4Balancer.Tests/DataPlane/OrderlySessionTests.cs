using System.Runtime.ExceptionServices;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>The cost of a session that ends normally.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
[NonParallelizable]
internal sealed class OrderlySessionTests(TestedEngine engine)
{
    /// <summary>Flows to everything that the test starts; what earlier tests left behind does not have it.</summary>
    private static readonly AsyncLocal<bool> IsOfThisTest = new();

    [Test]
    public async Task No_exception_is_thrown_in_the_life_of_an_orderly_session()
    {
        IsOfThisTest.Value = true;
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)]);
        var thrown = new System.Collections.Concurrent.ConcurrentQueue<string>();
        void Note(object? sender, FirstChanceExceptionEventArgs e)
        {
            if (IsOfThisTest.Value) thrown.Enqueue(e.Exception.ToString());
        }

        AppDomain.CurrentDomain.FirstChanceException += Note;
        try
        {
            for (var i = 0; i < 100; i++) await LiveAsync(balancer, backend, clientEndsFirst: i % 2 == 0);
            await balancer.EndedAsync(CloseReason.ClientClosed, 50);
            await balancer.EndedAsync(CloseReason.BackendClosed, 50);
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Note;
        }

        Assert.That(thrown, Is.Empty);
    }

    private static async Task LiveAsync(RunningBalancer balancer, System.Net.Sockets.Socket backend,
        bool clientEndsFirst)
    {
        using var session = await balancer.OpenAsync(backend);
        await session.PingAsync();
        var (first, second) = clientEndsFirst ? (session.Client, session.Server) : (session.Server, session.Client);
        first.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await second.ReadToEndAsync();
        second.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await first.ReadToEndAsync();
    }
}
