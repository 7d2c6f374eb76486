using L4Balancer.Core;
using L4Balancer.Core.Counters;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// The turns of a session's conversation, which show how long its backend takes to answer: from the client's bytes
/// passed on (the question) to the first byte back (the answer). A server that speaks first is measured from the
/// connect to its greeting. It writes to the <see cref="BackendSignals"/> of the backend, and reads neither a clock nor
/// a byte. A mutable value that lives in its relay; one thread at a time; times are absolute monotonic microseconds.
/// </summary>
/// <remarks>
/// Not every question has an answer of its own, and such turns are not averaged:
/// a client that sends again after a pause without having been answered pipelines or streams, so the first byte back
/// may answer any of its questions; a server that sends after a pause without having been asked (a subscription, a
/// replication stream) does so in the next turn, too. Long turns are left to <see cref="BackendSignals.Answer"/>.
/// Large questions are measured from their last bytes.
/// </remarks>
internal struct Conversation
{
    private BackendSignals? _signals; // Null before it has begun, and after its end.
    private PoolCounters? _pool;
    private long _movedAt;
    private Turn _turn;
    private bool _isTypical;
    private bool _isPushed;
    private uint _retransmitsSeen;

    private enum Turn : byte
    {
        /// <summary>Connected, and nothing has moved yet.</summary>
        Opening,

        /// <summary>The same in a pool whose servers speak first: the session waits for a greeting.</summary>
        AwaitingGreeting,

        /// <summary>The client has asked, and waits.</summary>
        Asked,

        /// <summary>The server has answered, or nothing was asked yet.</summary>
        Answered,
    }

    private readonly bool IsWaiting => _turn is Turn.Asked or Turn.AwaitingGreeting;

    /// <summary>The conversation with a backend that is connected now.</summary>
    public static Conversation Begin(PoolCounters pool, BackendSignals signals, long now)
    {
        var turn = pool.IsGreeting ? Turn.AwaitingGreeting : Turn.Opening;
        if (turn == Turn.AwaitingGreeting) signals.Ask(now);
        return new Conversation { _pool = pool, _signals = signals, _movedAt = now, _turn = turn, _isTypical = true };
    }

    /// <summary>
    /// A conversation that was handed over: whether an answer is outstanding is not known, so the next bytes of either
    /// side are not measured.
    /// </summary>
    public static Conversation Resume(PoolCounters pool, BackendSignals signals, long now) =>
        new() { _pool = pool, _signals = signals, _movedAt = now, _turn = Turn.Answered, _isPushed = true };

    /// <summary>Bytes of the client were passed on.</summary>
    public void OnUpload(long now)
    {
        if (_signals is not { } signals) return;
        switch (_turn)
        {
            case Turn.Asked:
                if (now - _movedAt > Limits.QuestionPauseMicroseconds) _isTypical = false;
                break;
            case Turn.Answered:
                (_turn, _isTypical) = (Turn.Asked, !_isPushed);
                signals.Ask(now);
                break;
            default:
                _pool!.NoteFirst(isServer: false);
                if (_turn == Turn.Opening) signals.Ask(now);
                _turn = Turn.Asked;
                break;
        }

        _movedAt = now;
    }

    /// <summary>Bytes have come from the backend.</summary>
    public void OnDownload(long now)
    {
        if (_signals is not { } signals) return;
        var took = now - _movedAt;
        switch (_turn)
        {
            case Turn.Asked:
                signals.Answer(took, _isTypical, now);
                break;
            case Turn.Answered:
                _isPushed |= took > Limits.PushPauseMicroseconds;
                signals.Receive(now);
                _movedAt = now;
                return;
            default:
                _pool!.NoteFirst(isServer: true);
                if (IsWaiting) signals.Answer(took, isTypical: true, now);
                else signals.Greet(took, now);
                break;
        }

        (_turn, _movedAt, _isPushed) = (Turn.Answered, now, false);
    }

    /// <summary>The kernel was asked about the connection to the backend.</summary>
    /// <param name="state">Null where nothing is known: of a unix socket, or after the end.</param>
    public void OnSample(ConnectionState? state, long now)
    {
        if (_signals is not { } signals || state is not { RoundTrip: > 0 } known) return;
        signals.CountKernel(known.RoundTrip, known.Retransmits - _retransmitsSeen, known.DeliveryRate, now);
        _retransmitsSeen = known.Retransmits;
    }

    /// <summary>The session ends, or continues elsewhere; more calls have no effect.</summary>
    public void End(long now)
    {
        if (_signals is not { } signals) return;
        var (wasWaiting, took) = (IsWaiting, now - _movedAt);
        this = default;
        if (wasWaiting) signals.Withdraw(took, now);
    }
}
