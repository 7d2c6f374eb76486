using L4Balancer.Bench.Load.Protocols;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Bench.Load.Workers;

/// <summary>
/// A request-response connection with a limited number of requests in flight. Nothing is allocated per request.
/// </summary>
internal sealed class RequestConnection : LoadConnection
{
    private readonly Codec _codec;
    private readonly int _pipeline;
    private readonly int _requestsMax;
    private readonly bool _isPaced;
    private readonly InFlight _inFlight;
    private bool _isWaiting;
    private bool _wasReady;

    /// <summary>Of the present connection.</summary>
    private int _taken;
    private ReadOnlyMemory<byte> _opening;
    private int _position;
    private long _unsent;

    public RequestConnection(LoadWorker worker, Codec codec) : base(worker)
    {
        var options = worker.Plan.Options;
        (_codec, _pipeline, _isPaced) = (codec, options.Pipeline, options.Rate is not null);
        _requestsMax = options.ReconnectEvery ?? int.MaxValue;
        _inFlight = new InFlight(_pipeline);
        codec.Reset(isFirst: true);
    }

    protected override bool IsOwed => _inFlight.Count > 0 || !_codec.IsReady;

    private bool HasRoom => _inFlight.Count < _pipeline && _taken < _requestsMax && !_codec.IsClosing;

    /// <summary>With periodic reconnects, the first request counts from before the connect.</summary>
    public override void Start(long now)
    {
        if (_requestsMax == int.MaxValue) Open(now);
        else Fill(now, _pipeline);
    }

    public override void End(long now)
    {
        while (_isPaced && _inFlight.Count > 0) Worker.Measurement.CountUnanswered(_inFlight.TakeFirst(), now);
        base.End(now);
    }

    /// <summary>Called when it leaves the worker's queue, because a request is due.</summary>
    public void TakeOne(long now)
    {
        _isWaiting = false;
        if (!IsPausing && (IsOpen ? _codec.IsReady : Fd < 0)) Fill(now, 1);
    }

    protected override void OnConnected(long now)
    {
        _position = _codec.Start;
        _opening = Worker.Plan.Options.Preface;
        GoOn(now);
    }

    protected override void OnWritable() => Send();

    protected override void OnReadable(bool toEnd)
    {
        while (true)
        {
            var result = StreamSockets.Receive(Fd, Worker.Buffer);
            if (!result.IsSuccess)
            {
                if (result.Errno != Errno.EAGAIN) Fail(ErrorKinds.Of(result.Errno));
                return;
            }

            if (result.Count == 0)
            {
                Fail(ErrorKinds.ClosedEarly);
                return;
            }

            if (!TryTakeAnswers(Worker.Buffer.AsSpan(0, result.Count))) return;
            if (!toEnd && result.Count < Worker.Buffer.Length) return;
        }
    }

    protected override void OnClosed()
    {
        _inFlight.Clear();
        (_taken, _unsent, _opening) = (0, 0, default);
        _codec.Reset(!_wasReady);
    }

    /// <summary>Returns false if it is no longer the same connection.</summary>
    private bool TryTakeAnswers(ReadOnlySpan<byte> received)
    {
        var now = WaitsSince = Nanoseconds.Now;
        Worker.Measurement.CountReceived(received.Length, now);
        var answers = _codec.Consume(received);
        if (answers < 0 || answers > _inFlight.Count)
        {
            var (problem, detail) = answers < 0 ? (_codec.Problem, _codec.Detail)
                : (ErrorKinds.WrongAnswer, "more answers than requests");
            Fail(problem, detail);
            return false;
        }

        for (; answers > 0; answers--) Worker.Measurement.CountAnswer(_inFlight.TakeFirst(), now);
        if (_inFlight.Count == 0 && (_codec.IsClosing || _taken == _requestsMax))
        {
            Close();
            Fill(now, _pipeline);
            return false;
        }

        GoOn(now);
        return Fd >= 0;
    }

    private void GoOn(long now)
    {
        if (!_codec.IsReady || !_wasReady)
        {
            if (_codec.TakeOpening() is { IsEmpty: false } opening)
                _opening = _opening.IsEmpty ? opening : (byte[])[.. _opening.Span, .. opening.Span];
            _wasReady |= _codec.IsReady;
        }

        if (_codec.IsReady) Fill(now, _pipeline);
        else Send();
    }

    /// <summary>Takes due requests, as many as there is room for, and connects if there is one.</summary>
    private void Fill(long now, int max)
    {
        var hadNone = _inFlight.Count == 0;
        while (max-- > 0 && HasRoom && Worker.Schedule.TryTake(now, out var countsFrom))
        {
            _inFlight.Add(countsFrom);
            _taken++;
            _unsent += _codec.RequestLength;
        }

        if (hadNone) WaitsSince = now;
        if (_isPaced && HasRoom && !_isWaiting)
        {
            _isWaiting = true;
            Worker.WaitForDue(this);
        }

        if (IsOpen) Send();
        else if (_inFlight.Count > 0 && Fd < 0) Open(now);
    }

    private void Send()
    {
        if (_opening.Length > 0 && TrySend(_opening.Span) is > 0 and var sent) _opening = _opening[sent..];
        while (_opening.Length == 0 && _unsent > 0 && IsOpen && _codec.IsReady)
        {
            var next = _codec.Requests.AsSpan(_position);
            if (next.Length > _unsent) next = next[..(int)_unsent];
            var count = TrySend(next);
            if (count < 0) return;
            _unsent -= count;
            _position = (_position + count) % _codec.Requests.Length;
            if (count < next.Length) return;
        }
    }

    /// <summary>
    /// The number of bytes accepted by the kernel; -1 if it accepts none now, or the connection has failed.
    /// </summary>
    private int TrySend(ReadOnlySpan<byte> bytes)
    {
        var result = StreamSockets.Send(Fd, bytes);
        if (result.IsSuccess)
        {
            Worker.Measurement.CountSent(result.Count, WaitsSince);
            return result.Count;
        }

        if (result.Errno != Errno.EAGAIN) Fail(ErrorKinds.Of(result.Errno));
        return -1;
    }
}
