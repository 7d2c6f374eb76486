namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Translates <c>log</c>.</summary>
internal static class LogLine
{
    private const string SyslogPort = "514";

    /// <returns>Why it is not taken over; null if it is; <see cref="ProxyLines.Skip"/> for one like another.</returns>
    public static string? Take(Statement statement, Draft draft)
    {
        if (statement.Word(1) == "global") return Same(statement);
        if (TargetOf(statement.Word(1)) is not { } target) return "access-log writes to stdout, syslog or a file";
        if (draft.Root.Find("access-log")?.Find("to") is { } other)
            return other.Value == target ? Same(statement) : $"there is one access log; it goes to {other.Value}";
        draft.Root["access-log"].Set("to", target, statement);
        return null;
    }

    /// <summary>It says again what was said.</summary>
    private static string Same(Statement statement)
    {
        statement.IsUsed = true;
        return ProxyLines.Skip;
    }

    private static string? TargetOf(string address)
    {
        if (address is "stdout" or "/dev/log") return address == "stdout" ? address : "syslog";
        if (address.Length == 0 || address[0] == '/' || address.Contains('@', StringComparison.Ordinal)) return null;
        var (host, port) = ForeignAddress.Split(address);
        if (port.Length == 0) port = SyslogPort;
        return ForeignAddress.Backend(host, port, out _) is { } target ? "syslog:" + target : null;
    }
}
