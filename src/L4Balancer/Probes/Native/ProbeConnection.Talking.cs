using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Probes.Native;

/// <summary>The bytes that a probe sends and expects, and how it closes.</summary>
internal sealed partial class ProbeConnection
{
    private int _sent;
    private int _heard;
    private int _thrownAway;

    private void BeginToTalk()
    {
        (_phase, _sent, _heard, _thrownAway) = (Phase.Talking, 0, 0, 0);
        Talk();
    }

    private void Talk()
    {
        var talk = _probe!.Talk;
        if (talk?.Send is { } send && !TrySend(send.Value.Span)) return;
        if (talk?.Expect is null) EndWith(ProbeOutcome.Good);
        else Hear(talk);
    }

    /// <summary>True once everything is sent; false if there is no room now, or if it failed.</summary>
    private bool TrySend(ReadOnlySpan<byte> bytes)
    {
        while (_sent < bytes.Length)
        {
            var result = StreamSockets.Send(_fd, bytes[_sent..]);
            if (!result.IsSuccess)
            {
                if (result.Errno != Errno.EAGAIN) Fail(result.Errno);
                return false;
            }

            _sent += result.Count;
        }

        return true;
    }

    private void Hear(SendExpectProbeSpec spec)
    {
        while (true)
        {
            var result = StreamSockets.Receive(_fd, loop.Buffer);
            if (result.Errno == Errno.EAGAIN) return;
            if (!result.IsSuccess)
            {
                Fail(result.Errno);
                return;
            }

            var outcome = result.Count == 0
                ? TcpAnswer.Closed(spec, _heard)
                : TcpAnswer.Hear(spec, ref _heard, loop.Buffer.AsSpan(0, result.Count));
            if (outcome is not { } verdict) continue;
            EndWith(verdict);
            return;
        }
    }

    private void EndWith(ProbeOutcome outcome)
    {
        Decide(outcome);
        _phase = Phase.Ending;
        loop.Events.SetTimer(this, loop.Events.Now + (long)TcpAnswer.EndPatience.TotalMilliseconds);
        StreamSockets.ShutdownSend(_fd);
        ReadToEnd();
    }

    private void ReadToEnd()
    {
        while (_thrownAway < Limits.ProbeEndBytesMax)
        {
            var result = StreamSockets.Receive(_fd, loop.Buffer);
            if (result.Errno == Errno.EAGAIN) return;
            if (!result.IsSuccess || result.Count == 0) break;
            _thrownAway += result.Count;
        }

        Close();
    }
}
