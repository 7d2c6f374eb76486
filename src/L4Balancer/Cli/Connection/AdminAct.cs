namespace L4Balancer.Cli.Connection;

/// <summary>An action requested from the daemon.</summary>
/// <param name="Path">The path, with names escaped.</param>
/// <param name="Body">Written as JSON; null for none.</param>
internal sealed record AdminAct(HttpMethod Method, string Path, object? Body = null)
{
    /// <summary>Whether it is also written to the config file.</summary>
    public bool IsPersisted { get; init; }

    /// <summary>The required generation; null for any.</summary>
    public long? IfGeneration { get; init; }

    public static AdminAct OnPool(string pool, string verb, object? body = null) =>
        new(HttpMethod.Post, $"/v1/pools/{Uri.EscapeDataString(pool)}/{verb}", body);

    public static AdminAct OnBackend(string pool, string address, string verb, object? body = null) =>
        OnPool(pool, $"backends/{Uri.EscapeDataString(address)}/{verb}", body);
}
