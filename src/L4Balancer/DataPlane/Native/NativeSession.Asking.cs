using L4Balancer.Core;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// A client that was promised TLS gets a backend that accepts it: the backend is asked as a part of the connect, with
/// its deadline and its retries (<see cref="TlsQuestion"/>).
/// </summary>
internal sealed partial class NativeSession
{
    private bool _isAsking; // While connecting: the backend is connected, and has not answered yet.

    private void AskForTls()
    {
        _isAsking = true;
        Span<byte> question = stackalloc byte[Limits.ProxyHeaderSentMax + TlsQuestion.Length];
        var header = WriteHeader(question); // Before anything else, if the backend is to get one.
        TlsQuestion.Bytes.Span.CopyTo(question[header..]);
        question = question[..(header + TlsQuestion.Length)];

        // Nothing was sent before, so all of it fits into the socket.
        if (StreamSockets.Send(_server, question).Value != question.Length) FailConnect(TlsQuestion.NotAnswered);
    }

    private void OnAnswer(Readiness events)
    {
        // One byte: those after it are for the client.
        Span<byte> answer = stackalloc byte[1];
        var received = StreamSockets.Receive(_server, answer);
        if (received.Errno == Errno.EAGAIN) return;
        var failure = received.Value > 0 ? TlsQuestion.FailureOf(answer[0]) : TlsQuestion.NotAnswered;
        if (failure is { } why) FailConnect(why);
        else BeginToServe(events);
    }
}
