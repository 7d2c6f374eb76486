using System.Net;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Bench.Soak.Sides;

/// <summary>All clients.</summary>
internal sealed class SoakClients(ClientPlan plan) : SoakSide
{
    /// <summary>Sessions that are being opened at a time: less than the queue of the listeners.</summary>
    private const int OpeningMax = 64;

    private const int BriefPause = 50;

    private readonly Queue<StreamKind> _toOpen = new(plan.Kinds.SelectMany(k => Enumerable.Repeat(k.Kind, k.Count)));
    private List<long> _answers = [];
    private ulong _ids;
    private int _opening;
    private int _unopened = plan.Kinds.Sum(k => k.Count);
    private long _nextBrief;

    public Random Random { get; } = new(plan.Seed);

    /// <summary>Opens them; replies when that is done. Before <see cref="SoakSide.Run"/>.</summary>
    public void Begin() => Loop.Post(OpenMore);

    public void CountAnswer(long microseconds) => _answers.Add(microseconds);

    public void OnOpened(ClientStream stream)
    {
        if (stream.Kind == StreamKind.Brief || _unopened == 0) return;
        _opening--;
        if (--_unopened == 0)
        {
            Reply(Count());
            _nextBrief = Loop.Now + BriefPause;
            Loop.SetTimer(this, _nextBrief);
            return;
        }

        Loop.Again(this);
    }

    protected override void OnAgain() => OpenMore();

    protected override void OnTimer()
    {
        base.OnTimer();
        if (IsFinishing) return;
        Open(StreamKind.Brief);
        Loop.SetTimer(this, _nextBrief = Math.Max(Loop.Now + 1, _nextBrief + BriefPause));
    }

    protected override void Do(string command)
    {
        switch (command)
        {
            case "mark":
                Reply(Count());
                _answers = [];
                break;
            case "turn":
                Turn();
                Reply(Count());
                break;
            default:
                base.Do(command);
                break;
        }
    }

    /// <summary>Those whose header is half sent go on, and others take their place.</summary>
    private void Turn()
    {
        foreach (var stream in Running.Where(s => s.Kind == StreamKind.Preread).ToArray())
        {
            stream.Finish();
            Open(StreamKind.Preread);
        }
    }

    private void OpenMore()
    {
        while (_opening < OpeningMax && _toOpen.TryDequeue(out var kind))
        {
            _opening++;
            Open(kind);
        }
    }

    private void Open(StreamKind kind)
    {
        var address = SocketAddress.Of(IPAddress.Loopback, plan.PortOf(kind));
        var fd = StreamSockets.Create(address).OrThrow("socket").Count;
        TcpOptions.SetNoDelay(fd);
        var stream = new ClientStream(this, fd, ++_ids, kind);
        var connected = StreamSockets.Connect(fd, address);
        if (!connected.IsSuccess && connected.Errno != Errno.EINPROGRESS) connected.OrThrow("connect");
        Watch(stream, fd);
        stream.Begin();
    }

    private ClientCount Count()
    {
        _answers.Sort();
        return new ClientCount(
            Running.Count, Faults, Wrong, _answers.Count, At(0.5), At(0.99), At(1));
    }

    private double At(double share) =>
        _answers.Count == 0 ? 0 : _answers[(int)Math.Min(_answers.Count - 1, share * _answers.Count)] / 1000.0;
}

/// <summary>What the clients are to do.</summary>
internal sealed record ClientPlan(
    IReadOnlyList<KindCount> Kinds, int MainPort, int ProxiedPort, int SilentPort, int QueuedPort, int Seed)
{
    public int PortOf(StreamKind kind) => kind switch
    {
        StreamKind.Preread => ProxiedPort,
        StreamKind.Silent => SilentPort,
        StreamKind.Waiting => QueuedPort,
        _ => MainPort,
    };
}

internal sealed record KindCount(StreamKind Kind, int Count);

/// <summary>What the clients have seen.</summary>
/// <param name="Answers">Answers since the last mark, and how long they took, in milliseconds.</param>
internal sealed record ClientCount(
    int Running, int Faults, int Wrong, int Answers, double Median, double Percentile99, double Worst);
