namespace L4Balancer.Core.Import.Nginx;

/// <summary>Where an <c>access_log</c> goes.</summary>
internal static class LogTarget
{
    /// <returns>Null if it is taken over, why it is not, or an empty text if there is nothing to take over.</returns>
    public static string? Take(Statement statement, Draft draft)
    {
        var value = statement.Word(1);
        if (value == "off")
        {
            statement.IsUsed = true;
            return "";
        }

        var target = value.StartsWith("syslog:server=", StringComparison.Ordinal)
            ? "syslog:" + value["syslog:server=".Length..].Split(',')[0]
            : value;
        if (target.StartsWith("syslog:unix:", StringComparison.Ordinal)) target = "syslog";
        else if (target.StartsWith("syslog:", StringComparison.Ordinal) && target.Count(c => c == ':') < 2)
            target += ":514";
        if (target == "/dev/stdout") target = "stdout";
        if (draft.Root.Find("access-log")?.Find("to") is { Value: { } other })
            return other == target ? null : $"there is one access log; it goes to {other}";
        draft.Root["access-log"].Set("to", target, statement);
        return null;
    }
}
