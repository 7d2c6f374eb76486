using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using L4Balancer.Core;

namespace L4Balancer.Tests.Support;

/// <summary>A server that does with each connection what the test says.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly Socket _listener = Loopback.Listen();
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly Task _serving;

    public FakeServer(Func<Socket, CancellationToken, Task> serve)
    {
        _serve = serve;
        _serving = ServeAsync();
    }

    public NetAddress Address => Loopback.AddressOf(_listener);

    /// <summary>How the client ended each connection that the server has read to its end.</summary>
    public ConcurrentQueue<StreamEnd> Ends { get; } = new();

    /// <summary>What clients sent that <see cref="Answers"/> or <see cref="Secured"/> waited for.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>Waits for a text, answers, closes its side, and sees how the client ends.</summary>
    /// <param name="turns">For each turn the text that ends what is heard, and the answer in Latin-1.</param>
    public static FakeServer Answers(params (string Until, string Answer)[] turns)
    {
        FakeServer server = null!;
        return server = new FakeServer(async (client, stop) =>
        {
            await using var stream = new NetworkStream(client, ownsSocket: false);
            foreach (var (until, answer) in turns)
            {
                server.Heard.Enqueue(await ReadUntilAsync(stream, until, stop));
                await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), stop);
            }

            client.Shutdown(SocketShutdown.Send);
            server.Ends.Enqueue((await client.ReadToEndAsync()).End);
        });
    }

    /// <summary>Completes a TLS handshake, then waits for the end.</summary>
    public static FakeServer Secured((string Certificate, string Key) files, X509Certificate2? clientAuthority = null)
    {
        FakeServer server = null!;
        var certificate = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        return server = new FakeServer(async (client, stop) =>
        {
            await using var stream = new SslStream(new NetworkStream(client, ownsSocket: false));
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateRequired = clientAuthority is not null,
                    RemoteCertificateValidationCallback = (_, own, _, _) =>
                        clientAuthority is null || own?.Issuer == clientAuthority.Subject,
                },
                stop);
            server.Heard.Enqueue(stream.TargetHostName);
            while (await stream.ReadAsync(new byte[1024], stop) > 0)
            {
            }

            server.Ends.Enqueue((await client.ReadToEndAsync()).End);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private static async Task<string> ReadUntilAsync(Stream stream, string text, CancellationToken stop)
    {
        var heard = new StringBuilder();
        var buffer = new byte[4096];
        while (!heard.ToString().Contains(text))
        {
            var read = await stream.ReadAsync(buffer, stop);
            if (read == 0) throw new EndOfStreamException(heard.ToString());
            heard.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return heard.ToString();
    }

    private async Task ServeAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeOneAsync(await _listener.AcceptAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeOneAsync(Socket client)
    {
        using (client)
        {
            try
            {
                await _serve(client, _stop.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException
                or AuthenticationException or ObjectDisposedException)
            {
                // The probe has seen enough, or the test is over.
            }
        }
    }
}
