namespace L4Balancer.Bench.Load.Protocols;

/// <summary>Creates the codecs of all connections; shared data is created once.</summary>
internal sealed class CodecFactory
{
    private readonly Func<int, Codec> _make;

    /// <param name="options">Of any protocol but bulk, which has no requests.</param>
    public CodecFactory(LoadOptions options) => _make = options.Protocol switch
    {
        LoadProtocol.Echo when options.Message is { IsEmpty: false } message => MakeMessages(message.ToArray()),
        LoadProtocol.Echo => MakeEcho(options.PayloadBytes),
        LoadProtocol.Redis => MakeRedis(options),
        LoadProtocol.Http => MakeHttp(options),
        LoadProtocol.MySqlPing when options.User is null => _ => new MySqlGreetingCodec(),
        LoadProtocol.MySqlPing => _ => new MySqlPingCodec(options.User, options.Password),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Protocol, "This protocol has no requests."),
    };

    /// <param name="connection">Its number over all threads.</param>
    public Codec Make(int connection) => _make(connection);

    private static Func<int, Codec> MakeEcho(int payload)
    {
        var stream = EchoCodec.MakeStream();
        return connection => new EchoCodec(stream, payload, connection);
    }

    private static Func<int, Codec> MakeMessages(byte[] message) => _ => new MessageCodec(message);

    private static Func<int, Codec> MakeRedis(LoadOptions options)
    {
        var first = RedisCodec.Create(options.Operation, options.PayloadBytes);
        return _ => first.Copy();
    }

    private static Func<int, Codec> MakeHttp(LoadOptions options)
    {
        var host = options.Target.IsUnix ? "localhost" : options.Target.Text;
        var (requests, length) = HttpCodec.MakeRequests(host, options.Path);
        return _ => new HttpCodec(requests, length);
    }
}
