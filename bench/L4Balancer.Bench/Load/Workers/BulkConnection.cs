using L4Balancer.Bench.Serve;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Bench.Load.Workers;

/// <summary>
/// A connection to the bulk server of <c>serve</c>: one byte for the direction, then an endless stream.
/// </summary>
internal sealed class BulkConnection(LoadWorker worker) : LoadConnection(worker)
{
    /// <summary>Calls per direction and turn, so that one connection does not starve the others.</summary>
    private const int CallsPerTurn = 8;

    private readonly byte[] _direction = [BulkProtocol.ByteOf(worker.Plan.Options.Direction)];
    private readonly bool _isUp = worker.Plan.Options.Direction != BulkDirection.Down;
    private bool _hasSaid;
    private bool _mayRead;
    private bool _maySend;
    private bool _toEnd;

    protected override bool IsOwed => true;

    public override void Start(long now) => Open(now);

    protected override void OnConnected(long now) => OnWritable();

    protected override void OnWritable()
    {
        _maySend = true;
        Turn();
    }

    protected override void OnReadable(bool toEnd)
    {
        _mayRead = true;
        _toEnd |= toEnd;
        Turn();
    }

    protected override void OnAgain() => Turn();

    protected override void OnClosed() => (_hasSaid, _mayRead, _maySend, _toEnd) = (false, false, false, false);

    /// <summary>Data still in flight is ignored.</summary>
    protected override void CloseSocket(int fd) => StreamSockets.CloseWithReset(fd);

    private void Turn()
    {
        for (var call = 0; call < CallsPerTurn && _maySend; call++) Send();
        for (var call = 0; call < CallsPerTurn && _mayRead; call++) Receive();
        if (_maySend || _mayRead) Worker.Loop.Again(this);
    }

    private void Send()
    {
        if (_hasSaid && !_isUp)
        {
            _maySend = false;
            return;
        }

        var bytes = _hasSaid ? BulkProtocol.Payload : _direction;
        var result = StreamSockets.Send(Fd, bytes);
        if (!result.IsSuccess)
        {
            _maySend = false;
            if (result.Errno != Errno.EAGAIN) Fail(ErrorKinds.Of(result.Errno));
            return;
        }

        // The direction byte does not count.
        WaitsSince = Nanoseconds.Now;
        if (_hasSaid) Worker.Measurement.CountSent(result.Count, WaitsSince);
        _hasSaid = true;
    }

    private void Receive()
    {
        var result = StreamSockets.Receive(Fd, Worker.Buffer);
        if (result.IsSuccess && result.Count > 0)
        {
            Worker.Measurement.CountReceived(result.Count, WaitsSince = Nanoseconds.Now);
            _mayRead = _toEnd || result.Count == Worker.Buffer.Length;
            return;
        }

        _mayRead = false;
        if (result.IsSuccess) Fail(ErrorKinds.ClosedEarly);
        else if (result.Errno != Errno.EAGAIN) Fail(ErrorKinds.Of(result.Errno));
    }
}
