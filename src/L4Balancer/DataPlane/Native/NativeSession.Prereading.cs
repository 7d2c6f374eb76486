using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>Reads the first bytes of the client, before a backend is picked.</summary>
internal sealed partial class NativeSession
{
    /// <summary>Reads what is there, until the current preread has an answer or nothing more is there.</summary>
    private PrereadAnswer ReadPreread()
    {
        var preread = _preread!;
        while (true)
        {
            var end = PrereadEnd.None;
            if (!preread.HasUnseen)
            {
                if (preread.Room == 0) end = PrereadEnd.Full;
                else if (ReadFirstBytes(preread.Bytes, preread.Room, out end) is { } over) return over;
            }

            var answer = AskPreread(end);
            if (answer.IsDone) return answer;
        }
    }

    /// <summary>Reads once into the worker's buffer, so that a client that sends nothing costs none.</summary>
    /// <returns>Null if there is something to show; otherwise what follows from that.</returns>
    private PrereadAnswer? ReadFirstBytes(FirstBytes bytes, int room, out PrereadEnd end)
    {
        end = PrereadEnd.None;
        var buffer = _worker.Tools.Buffer.AsSpan();
        buffer = buffer[..Math.Min(buffer.Length, room)];
        var received = StreamSockets.Receive(_client, buffer);
        if (received.Errno == Errno.EAGAIN) return PrereadAnswer.More;
        if (!received.IsSuccess) return PrereadAnswer.Refuse(CloseReason.ClientGone);

        // The relay reads the FIN again and passes it on.
        if (received.Count == 0) end = PrereadEnd.ClientEnded;
        else bytes.Add(buffer[..received.Count]);
        return null;
    }

    private PrereadAnswer AskPreread(PrereadEnd end)
    {
        var answer = _preread!.Ask(end);
        _account.Learn(answer);
        var reply = answer.Reply.Span;
        return reply.IsEmpty || StreamSockets.Send(_client, reply).Value == reply.Length
            ? answer
            : PrereadAnswer.Refuse(CloseReason.ClientGone);
    }
}
