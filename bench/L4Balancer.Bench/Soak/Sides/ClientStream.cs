using System.Text;

namespace L4Balancer.Bench.Soak.Sides;

/// <summary>The client's end of a session.</summary>
internal sealed class ClientStream : SoakStream
{
    /// <summary>The address that the client is said to have is one for documentation (RFC 5737).</summary>
    private static readonly byte[] ProxyHeader =
        Encoding.ASCII.GetBytes("PROXY TCP4 192.0.2.7 198.51.100.1 40000 3306\r\n");

    private const int ProxyHeaderHalf = 20;
    private const int SlowReadPause = 50;

    private readonly SoakClients _clients;
    private ReadOnlyMemory<byte> _rest; // Of the prefix, not to be sent yet.
    private long _askedAt; // Microseconds; 0 while no answer is expected.
    private long _answeredAt; // The received bytes with which the answer is complete.
    private bool _isOpen;
    private bool _isToFinish; // Perhaps once a backend has greeted it.

    public ClientStream(SoakClients clients, int fd, ulong id, StreamKind kind)
        : base(clients, fd)
    {
        (_clients, Id, Kind) = (clients, id, kind);
        var header = StreamBytes.HeaderOf(id, kind);
        switch (kind)
        {
            case StreamKind.Preread:
                byte[] all = [.. ProxyHeader, .. header];
                (Prefix, _rest) = (all.AsMemory(0, ProxyHeaderHalf), all.AsMemory(ProxyHeaderHalf));
                break;
            case StreamKind.Silent:
                _rest = header;
                break;
            default:
                Prefix = header;
                break;
        }

        if (kind == StreamKind.SlowReader) ReadAllowance = StreamPace.SlowRead;
    }

    protected override bool IsClient => true;

    /// <summary>No backend greets it.</summary>
    private bool IsOpenWhenConnected => Kind is StreamKind.Preread or StreamKind.Silent or StreamKind.Waiting;

    /// <summary>The connect was begun.</summary>
    public void Begin()
    {
        if (IsOpenWhenConnected) Opened();
    }

    public override void Finish()
    {
        _isToFinish = true;
        if (IsOpenWhenConnected && Received == 0) GoOn();
        else base.Finish();
    }

    protected override void OnReceived()
    {
        if (!_isOpen) Opened();
        if (Kind == StreamKind.Brief || _isToFinish) Finish();
        if (Kind == StreamKind.SlowReader && ReadAllowance == 0)
            _clients.Loop.SetTimer(this, _clients.Loop.Now + SlowReadPause);
        if (Kind != StreamKind.Chatty || IsFinishing || Received < _answeredAt) return;
        if (_askedAt != 0) _clients.CountAnswer(_clients.Microseconds - _askedAt);
        _askedAt = 0;
        Think();
    }

    protected override void OnTimer()
    {
        if (IsFinishing || IsOver) return;
        if (Kind == StreamKind.Chatty)
        {
            (_askedAt, _answeredAt) = (_clients.Microseconds, Received + StreamPace.Answer);
            Allowance += StreamPace.Request;
        }
        else if (Kind == StreamKind.SlowReader)
        {
            ReadAllowance = StreamPace.SlowRead;
        }
        else if (StreamPace.Of(Kind) is { } pace)
        {
            Allowance = Math.Min(Allowance + pace.Bytes, 2L * pace.Bytes);
            _clients.Loop.SetTimer(this, _clients.Loop.Now + pace.Pause);
        }

        Turn();
    }

    private void Opened()
    {
        _isOpen = true;
        _clients.OnOpened(this);
        if (IsFinishing) return;
        if (Kind == StreamKind.ClientEnded) (Allowance, IsToEnd) = (StreamPace.Request, true);
        else if (StreamPace.Of(Kind) is { } pace) _clients.Loop.SetTimer(this, _clients.Loop.Now + pace.Pause);
    }

    /// <summary>Sends what it has held back, so that it gets a backend.</summary>
    private void GoOn()
    {
        if (IsOver) return;
        (Prefix, _rest) = ((byte[])[.. Prefix.Span, .. _rest.Span], default);
        Turn();
    }

    private void Think() => _clients.Loop.SetTimer(
        this, _clients.Loop.Now + _clients.Random.Next(StreamPace.ThinkMin, StreamPace.ThinkMax));
}
