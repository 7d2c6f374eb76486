using System.Net.Security;
using System.Net.Sockets;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Probes.Managed;
using L4Balancer.Sockets;

namespace L4Balancer.Probes.Streams;

/// <summary>
/// A connection to a backend, in plain text or TLS, with a bounded buffer of what was read and not yet understood.
/// Every failure of the backend is a <see cref="ProbeFailedException"/>. Disposing it ends the connection in order, in
/// the background: the server sees FIN and no RST, so that it has nothing to log. One probe at a time.
/// </summary>
internal sealed class ProbeStream : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly ProbeServices _services;
    private Stream _stream;
    private byte[] _buffer = new byte[4096];
    private int _begin; // Of the unread bytes.
    private int _end;
    private bool _isBroken; // It failed, or a call was cancelled: there is nothing to end in order.

    /// <summary>Over a connection that exists.</summary>
    /// <param name="stream">What is read from and written to.</param>
    internal ProbeStream(Socket socket, Stream stream, NetAddress address, ProbeServices services) =>
        (_socket, _stream, Address, _services) = (socket, stream, address, services);

    /// <summary>The connected address.</summary>
    public NetAddress Address { get; }

    /// <summary>When the server's certificate expires; null without TLS.</summary>
    public DateTimeOffset? CertificateExpires { get; private set; }

    /// <summary>What was read and not consumed.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_begin, _end - _begin);

    /// <exception cref="ProbeFailedException">The backend cannot be connected.</exception>
    /// <exception cref="LocalShortageException">This machine cannot connect.</exception>
    public static async Task<ProbeStream> ConnectAsync(
        NetAddress address, ProbeServices services, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = await ProbeSockets.ConnectAsync(address, services.Source, cancellationToken);
            if (ConnectErrors.IsSelfConnected(socket)) throw new ProbeFailedException("connection refused");
            if (address.UnixPath is null) socket.NoDelay = true;
            var connection = new NetworkStream(socket, ownsSocket: false);
            var stream = new ProbeStream(socket, connection, address, services);
            socket = null;
            return stream;
        }
        catch (SocketException e)
        {
            var cause = ConnectErrors.Describe(address, e.SocketErrorCode);
            throw ConnectErrors.Classify(address, e.SocketErrorCode) == ConnectFault.LocalShortage
                ? new LocalShortageException(cause)
                : new ProbeFailedException(cause);
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <summary>Continues in TLS. The server has sent nothing that was not consumed.</summary>
    public async Task SecureAsync(ProbeTlsConfig tls, CancellationToken cancellationToken)
    {
        // Somebody in between could have put them there, to be taken for what the server says under TLS.
        if (!Unread.IsEmpty) throw new ProbeFailedException("sent plain text before the TLS handshake");
        var check = new ServerCertificateCheck(tls, _services.Secrets, Address);
        var secured = new SslStream(_stream);
        _stream = secured;
        try
        {
            await GuardAsync(async () =>
            {
                await secured.AuthenticateAsClientAsync(check.Options, cancellationToken);
                return true;
            });
        }
        catch (ProbeFailedException) when (check.Cause is { } cause)
        {
            throw new ProbeFailedException(cause);
        }
        finally
        {
            CertificateExpires = check.Expires;
        }
    }

    public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await _stream.WriteAsync(bytes, cancellationToken);
        return true;
    });

    /// <summary>Reads some bytes more.</summary>
    /// <param name="max">Of unread bytes; a server that sends more has failed.</param>
    /// <returns>False at the end of the connection.</returns>
    public async Task<bool> TryFillAsync(int max, CancellationToken cancellationToken)
    {
        if (Unread.Length >= max) throw new ProbeFailedException($"the answer is longer than {max} bytes");
        MakeRoom();
        var read = await GuardAsync(() => _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).AsTask());
        _end += read;
        return read > 0;
    }

    /// <summary>The same; the end of the connection is a failure.</summary>
    public async Task FillAsync(int max, CancellationToken cancellationToken)
    {
        if (await TryFillAsync(max, cancellationToken)) return;
        throw new ProbeFailedException(
            Unread.IsEmpty ? "closed without an answer" : "closed in the middle of an answer");
    }

    /// <summary>These unread bytes are understood.</summary>
    public void Consume(int count) => _begin += count;

    public ValueTask DisposeAsync()
    {
        if (_isBroken) Close();
        else _services.Background.Start("probe-end", OnFault.GoOn, EndAsync, stop: CancellationToken.None);
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends FIN, and reads until the server has ended its side too.</summary>
    private async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(TcpAnswer.EndPatience);
        try
        {
            if (_stream is SslStream { IsAuthenticated: true } secured)
                await secured.ShutdownAsync().WaitAsync(patience.Token);
            _socket.Shutdown(SocketShutdown.Send);
            for (var left = Limits.ProbeEndBytesMax; left > 0;)
            {
                var read = await _socket.ReceiveAsync(_buffer, patience.Token);
                if (read == 0) break;
                left -= read;
            }
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            // The server reset the connection, or has not ended its side; the verdict stands.
        }
        finally
        {
            Close();
        }
    }

    private void Close()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length) return;
        var unread = Unread.Length;
        var target = unread > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        Unread.CopyTo(target);
        (_buffer, _begin, _end) = (target, 0, unread);
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> call)
    {
        var isDone = false;
        try
        {
            var result = await call();
            isDone = true;
            return result;
        }
        catch (Exception e) when (StreamFailure.CauseOf(e) is { } cause)
        {
            throw new ProbeFailedException(cause);
        }
        finally
        {
            if (!isDone) _isBroken = true;
        }
    }
}
