namespace L4Balancer.Bench.Load;

/// <summary>The protocol of the load generator.</summary>
internal enum LoadProtocol
{
    Echo,
    Redis,
    Http,
    MySqlPing,
    Bulk,
}

/// <summary>The kind of a redis request.</summary>
internal enum RedisOperation
{
    Get,
    Set,
}

/// <summary>The direction of bulk data: down is from the server.</summary>
internal enum BulkDirection
{
    Down,
    Up,
    Both,
}

/// <summary>A checked command line of <c>load</c>.</summary>
internal sealed record LoadOptions
{
    public required LoadTarget Target { get; init; }

    public required LoadProtocol Protocol { get; init; }

    public int Connections { get; init; } = 50;

    /// <summary>Event loops; at most one per connection.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Requests per second; null is a closed loop.</summary>
    public double? Rate { get; init; }

    public int PayloadBytes { get; init; } = 64;

    public int Pipeline { get; init; } = 1;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For a connect, and for the next answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Sent first on every connection, and not answered, as a PROXY header is; empty for none.</summary>
    public ReadOnlyMemory<byte> Preface { get; init; }

    /// <summary>What every echo message is; empty for random bytes.</summary>
    public ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>Requests of one connection; null is any number.</summary>
    public int? ReconnectEvery { get; init; }

    public RedisOperation Operation { get; init; }

    public BulkDirection Direction { get; init; }

    public string Path { get; init; } = "/";

    /// <summary>For COM_PING; null measures greetings.</summary>
    public string? User { get; init; }

    public string Password { get; init; } = "";

    public bool IsJson { get; init; }

    public bool IsQuiet { get; init; }
}
