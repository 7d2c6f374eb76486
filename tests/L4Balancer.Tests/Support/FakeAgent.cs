using System.Net.Sockets;
using System.Text;

namespace L4Balancer.Tests.Support;

/// <summary>An agent that answers every connection with the line set last.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    private readonly Socket _listener = Loopback.Listen();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _answering;
    private int _answered;

    public FakeAgent(string line)
    {
        Line = line;
        _answering = AnswerAsync();
    }

    /// <summary>Without its end; set by the test at any time.</summary>
    public string Line { get; set; }

    public int Port => Loopback.AddressOf(_listener).Port;

    public int Answered => Volatile.Read(ref _answered);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _answering;
        _stop.Dispose();
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptAsync(_stop.Token);
                await client.SendAsync(Encoding.UTF8.GetBytes(Line + "\n"), _stop.Token);
                client.Shutdown(SocketShutdown.Send);
                Interlocked.Increment(ref _answered);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
