using L4Balancer.Core;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Redis;

/// <summary>The errors of Redis in an operator's words. Their first word tells them apart.</summary>
internal static class RedisErrors
{
    public static string Of(string error) => WordOf(error) switch
    {
        "LOADING" => "loading its data (LOADING)",
        "MASTERDOWN" => "a replica that refuses to answer without its primary (MASTERDOWN)",
        "NOAUTH" => "wants a login, and the probe has none (NOAUTH)",
        "NOPERM" => $"the user of the probe lacks a right: {Quoted(error)}",
        "DENIED" => "refuses this machine: protected mode (DENIED)",
        _ => $"answers with an error: {Quoted(error)}",
    };

    /// <summary>An answer to AUTH.</summary>
    public static string OfLogin(string error) => WordOf(error) switch
    {
        "WRONGPASS" => "login refused: wrong user or password (WRONGPASS)",
        "LOADING" or "DENIED" => Of(error),

        // Redis before version 6 has no word of its own for a wrong password.
        _ when error.Contains("invalid password", StringComparison.Ordinal) => "login refused: wrong password",
        _ when error.Contains("without any password configured", StringComparison.Ordinal)
            || error.Contains("no password is set", StringComparison.Ordinal) =>
            "login refused: the server has no password for this user",
        _ => $"login refused: {Quoted(error)}",
    };

    /// <summary>
    /// A reply as part of a cause, which is bounded; a line of Redis may have thousands of characters.
    /// </summary>
    public static string Quoted(string reply) => Shown.Quoted(ServerWords.Of(reply));

    private static string WordOf(string error) => error.Split(' ', 2)[0];
}
