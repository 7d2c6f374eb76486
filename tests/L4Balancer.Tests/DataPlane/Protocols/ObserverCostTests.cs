using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.Tests.DataPlane.Protocols;

/// <summary>What it costs to watch.</summary>
internal sealed class ObserverCostTests
{
    private const int Pieces = 20_000;

    [TestCase("redis")]
    [TestCase("postgresql")]
    [TestCase("mysql")]
    public void No_piece_of_a_conversation_allocates(string protocol)
    {
        var random = new Random(1);
        (ProtocolObserver observer, Exchange[] login, Exchange[] talk) = protocol switch
        {
            "redis" => ((ProtocolObserver)new RedisObserver(), Array.Empty<Exchange>(), RandomExchanges.Redis(random)),
            "mysql" => (new MySqlObserver(), RandomExchanges.MySqlLogin(random), RandomExchanges.MySql(random)),
            _ => (ObserverFuzzTests.MakePostgreSql(), RandomExchanges.PostgreSqlLogin(),
                RandomExchanges.PostgreSql(random)),
        };
        foreach (var exchange in login) Show(observer, exchange);
        var allocated = Allocated.ByThread(() =>
        {
            for (var i = 0; i < Pieces; i++) Show(observer, talk[i % talk.Length]);
        });
        Assert.That(observer.IsWatching, Is.True);
        Assert.That(allocated, Is.Zero);
    }

    private static void Show(ProtocolObserver observer, Exchange exchange)
    {
        observer.Watch(true, exchange.Asked);
        observer.Watch(false, exchange.Answered);
    }
}
