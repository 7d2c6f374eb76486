namespace L4Balancer.Cli.Connection;

/// <summary>An act that the daemon is asked for.</summary>
/// <param name="Path">With its names escaped.</param>
/// <param name="Body">Written as JSON; null for none.</param>
internal sealed record AdminAct(HttpMethod Method, string Path, object? Body = null)
{
    /// <summary>It is to be written to the config file too.</summary>
    public bool IsPersisted { get; init; }

    /// <summary>Null acts on whatever is in force.</summary>
    public long? IfGeneration { get; init; }

    public static AdminAct OnPool(string pool, string verb, object? body = null) =>
        new(HttpMethod.Post, $"/v1/pools/{Uri.EscapeDataString(pool)}/{verb}", body);

    public static AdminAct OnBackend(string pool, string address, string verb, object? body = null) =>
        OnPool(pool, $"backends/{Uri.EscapeDataString(address)}/{verb}", body);
}
