using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.Core.TlsHello;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// Finds the route of a client by its ClientHello, which goes to the backend as it is. A PostgreSQL client first asks
/// whether it may speak TLS: it is told so, and its backend is asked the same once it is known
/// (<see cref="ClientFacts.AwaitsTls"/>).
/// </summary>
/// <param name="listener">With routes.</param>
internal sealed class RoutePreread(ListenerView listener) : Preread
{
    private static readonly byte[] Yes = [EncryptionRequest.Yes];
    private static readonly byte[] No = [EncryptionRequest.No];

    private readonly ListenerConfig _config = listener.Config;
    private readonly RouteTable _routes = listener.Routes!.Table;
    private ClientHelloReader _reader = new(listener.Config.PrereadSize);
    private bool _wasPromisedTls;
    private bool _wasDeniedGss;

    public override TimeSpan Timeout => _config.PrereadTimeout;

    public override int BytesMax => _config.PrereadSize;

    protected override PrereadAnswer Look(ReadOnlySpan<byte> bytes, PrereadEnd end)
    {
        if (!_wasPromisedTls)
        {
            switch (EncryptionRequest.KindOf(bytes))
            {
                case EncryptionKind.Tls:
                    _wasPromisedTls = true;
                    return PrereadAnswer.More with
                    {
                        Consumed = EncryptionRequest.Size,
                        Reply = Yes,
                        Facts = new ClientFacts { AwaitsTls = true },
                    };
                case EncryptionKind.Gss when !_wasDeniedGss:
                    _wasDeniedGss = true;
                    return PrereadAnswer.More with { Consumed = EncryptionRequest.Size, Reply = No };
                case EncryptionKind.Unclear:
                    return MoreUnless(end);
            }
        }

        return _reader.Read(bytes, out var hello) switch
        {
            HelloState.Complete => RouteOf(hello),
            HelloState.Incomplete => MoreUnless(end),
            HelloState.NotTls when !_wasPromisedTls => WithoutRoute(facts: null),
            HelloState.NotTls => Refuse("it asked for TLS and then sent something else"),
            HelloState.TooLarge => Refuse("its ClientHello is larger than preread-size"),
            _ => Refuse("its ClientHello is malformed"),
        };
    }

    private PrereadAnswer RouteOf(in ClientHello hello)
    {
        var facts = new ClientFacts
        {
            ServerName = hello.ServerNameText,
            Alpn = hello.FirstProtocol,
        };
        return _routes.PoolFor(hello) is { } pool
            ? PrereadAnswer.Done(consumed: 0, pool) with { Facts = facts }
            : WithoutRoute(facts);
    }

    private PrereadAnswer WithoutRoute(ClientFacts? facts) => _config.OnNoRoute == NoRouteAction.Refuse
        ? PrereadAnswer.Refuse(CloseReason.RefusedNoRoute) with { Facts = facts }
        : PrereadAnswer.Done(consumed: 0) with { Facts = facts };

    /// <summary>A client that has sent FIN in the middle has gone, as <see cref="Preread.Ask"/> says.</summary>
    private static PrereadAnswer MoreUnless(PrereadEnd end) => end switch
    {
        PrereadEnd.TimeUp => Refuse("its ClientHello was not complete after preread-timeout"),
        PrereadEnd.Full => Refuse("its ClientHello is larger than preread-size"),
        _ => PrereadAnswer.More,
    };

    private static PrereadAnswer Refuse(string cause) =>
        PrereadAnswer.Refuse(CloseReason.RefusedPreread) with { Cause = cause };
}
