using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Portable;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Portable;

/// <summary>A relay of the portable engine without a session around it.</summary>
internal sealed class PortableRelayBench : IRelayOwner, IDisposable
{
    private readonly PortableServices _services;
    private readonly SocketPair _client;
    private readonly SocketPair _server;
    private readonly SessionRelay _relay;

    public PortableRelayBench(SocketPair client, SocketPair server, int bufferSize, TimeProvider? time = null)
    {
        (_client, _server) = (client, server);
        _services = new PortableServices(
            IdleEngine.Parts() with { Time = time ?? TimeProvider.System }, bufferSize);
        AcceptedAt = _services.Now;
        Reader = new ClientReader(client.Near);
        Run = Task.FromResult(CloseReason.None);
        _relay = null!;
    }

    private PortableRelayBench(PortableRelayBench before, Action<SessionRelay>? prepare)
        : this(before._client, before._server, before._services.BufferSize, before._services.Time)
    {
        Reader = before.Reader;
        _relay = new SessionRelay(_services, this, Reader, _server.Near, default);
        prepare?.Invoke(_relay);
        Run = _relay.RunAsync(Readable.WaitAsync(_client.Near), _ => Close());
    }

    public PoolTerms Terms { get; } = new("pool", new(), new(), ProtocolKind.None, new PoolCounters());

    public long AcceptedAt { get; }

    public SessionEnd Ending { get; } = new();

    public ClientReader Reader { get; private init; }

    /// <summary>The reason for which the relay ended.</summary>
    public Task<CloseReason> Run { get; private init; }

    public int HalfClosed { get; private set; }

    public long Uploaded => _relay.Uploaded;

    public long Downloaded => _relay.Downloaded;

    public void OnHalfClosed() => HalfClosed++;

    public void OnStillRunning()
    {
    }

    /// <summary>Starts to relay with the bytes left in the reader.</summary>
    public PortableRelayBench Begin(byte[] header) => new(this, relay => relay.Seed(header));

    /// <summary>Continues from a state that was taken out.</summary>
    public PortableRelayBench PutBack(RelayState state) =>
        new(new PortableRelayBench(_client, _server, _services.BufferSize), relay => relay.PutBack(state));

    /// <returns>Null if the relay has ended.</returns>
    public async Task<RelayState?> TakeOutAsync()
    {
        var state = await _relay.TakeOutAsync();
        if (state is not null) Assert.That(await Run, Is.EqualTo(CloseReason.None));
        return state;
    }

    public void Dispose() => _relay?.Dispose();

    private void Close()
    {
        SocketOptions.CloseWithFin(_server.Near);
        SocketOptions.CloseWithFin(_client.Near);
    }
}
