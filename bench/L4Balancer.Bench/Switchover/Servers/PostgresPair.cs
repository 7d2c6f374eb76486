using System.Net;
using L4Balancer.Bench.Switchover.Sessions;
using Npgsql;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>Two PostgreSQL servers. A standby is in recovery.</summary>
/// <param name="promote">Promotes the second one.</param>
/// <param name="stopFirst">Ends the first one, after the standby has all that it has.</param>
internal sealed class PostgresPair(IPEndPoint first, IPEndPoint second, Func<Task> promote, Func<Task> stopFirst)
    : ReplicaPair(first, second)
{
    public override string OwnHealth => "type: postgresql, login: { user: probe, database: postgres }";

    public override async Task<IWriter> OpenAsync(IPEndPoint address, CancellationToken stop) =>
        await SqlWriter.OpenAsync(Connection(address), "SELECT inet_server_port()", stop);

    public override async Task<bool> IsPrimaryAsync(IPEndPoint server, CancellationToken stop) =>
        !(bool)(await SqlWriter.AskAsync(Connection(server), "SELECT pg_is_in_recovery()", stop))[0];

    /// <summary>
    /// PostgreSQL has no way to demote a running primary: it is stopped, which waits until the standby has everything.
    /// </summary>
    public override async Task SwitchAsync(CancellationToken stop)
    {
        await stopFirst();
        await promote();
    }

    public override async Task<IReadOnlySet<long>> WrittenAsync(IPEndPoint server, CancellationToken stop) =>
        (await SqlWriter.AskAsync(Connection(server), "SELECT id FROM writes", stop)).Cast<long>().ToHashSet();

    public Task SetUpAsync(CancellationToken stop) => SqlWriter.AskAsync(
        Connection(First), "CREATE TABLE writes (id BIGINT PRIMARY KEY); CREATE ROLE probe LOGIN", stop);

    private static NpgsqlConnection Connection(IPEndPoint address) => new(
        $"Host={address.Address};Port={address.Port};Username=postgres;Database=postgres;Pooling=false;Timeout=5;"
        + "Command Timeout=10;Cancellation Timeout=-1");
}
