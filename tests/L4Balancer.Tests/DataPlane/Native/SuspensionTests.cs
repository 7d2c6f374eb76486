using System.Net.Sockets;
using L4Balancer.DataPlane;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>All loops stand still, and every session is with one of them.</summary>
internal sealed class SuspensionTests : BackendFixture
{
    private const int Rounds = 40;
    private const int ClientsPerRound = 8;

    [Test]
    public async Task A_client_that_one_loop_hands_to_another_is_not_forgotten()
    {
        await using var balancer = await RunningBalancer.StartAsync(
            TestedEngine.Native, [Loopback.AddressOf(Backend)], config: c => c with { Workers = 4 });
        var engine = (IEngineHandover)balancer.Balancer.Engine;
        var clients = new List<Task<Socket>>();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < ClientsPerRound; i++) clients.Add(Loopback.ConnectAsync(balancer.Address));
            var suspension = await engine.SuspendAsync();
            try
            {
                Assert.That(suspension.Sessions, Has.Count.EqualTo(balancer.Balancer.Engine.ActiveSessions));
            }
            finally
            {
                await suspension.GoOnAsync();
            }
        }

        foreach (var client in clients) (await client).Close(0); // RST: the backend does not even accept it.
        await balancer.NothingLeftAsync();
    }
}
