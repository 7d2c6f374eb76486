using System.Globalization;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.Hosting.Store;

/// <summary>
/// The names of what systemd stores for this program (FDNAME of sd_notify(3): ASCII without colons, at most 255), as an
/// operator sees them: <c>listener/web/127.0.0.1%3A80</c>, followed by options of the sockets if there are any.
/// </summary>
internal static class StoredName
{
    /// <summary>The file with suspended sessions.</summary>
    public const string Sessions = "sessions";

    /// <summary>The sockets in which their connections are on their way; a number follows.</summary>
    public const string Connections = "connections/";

    private const string Listener = "listener/";
    private const int LengthMax = 255;

    /// <summary>Null if there is no such name: it would be too long.</summary>
    public static string? Of(HeldListener held) => Of(held.Listener, held.Bind, held.Options);

    /// <summary>The same for one that was inherited.</summary>
    /// <param name="listener">With its options.</param>
    public static string? Of(InheritedListener listener) =>
        Of(listener.Listener, listener.Bind, listener.Options ?? new ListenSocketConfig());

    private static string? Of(string name, BindAddress address, ListenSocketConfig socket)
    {
        var (listener, bind) = (Escape(name), Escape(address.ToString()));
        var options = string.Join(',', WordsOf(socket));
        if (options.Length > 0) options = "/" + Escape(options);
        string[] names = [$"{Listener}{listener}/{bind}{options}", $"{Listener}/{bind}{options}"];
        return Array.Find(names, name => name.Length <= LengthMax);
    }

    /// <summary>What a name of these means; null if it is something else.</summary>
    public static (string Listener, BindAddress Bind, ListenSocketConfig Options)? Read(string name)
    {
        if (!name.StartsWith(Listener, StringComparison.Ordinal)) return null;
        var parts = name[Listener.Length..].Split('/').Select(Uri.UnescapeDataString).ToArray();
        if (parts.Length is < 2 or > 3 || BindAddress.Parse(parts[1], out _) is not { } bind) return null;
        var options = new ListenSocketConfig();
        foreach (var word in parts.Length == 3 ? parts[2].Split(',') : [])
        {
            if (With(options, word) is not { } more) return null;
            options = more;
        }

        return (parts[0], bind, options);
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static IEnumerable<string> WordsOf(ListenSocketConfig options)
    {
        if (options.Freebind) yield return "freebind";
        if (options.Transparent) yield return "transparent";
        if (options.Mptcp) yield return "mptcp";
        if (options.Interface is { } name) yield return "interface=" + name;
        if (options.Mark != 0) yield return Number("mark", options.Mark);
        if (options.FastOpen != 0) yield return Number("fast-open", options.FastOpen);
        if (options.DeferAccept > TimeSpan.Zero) yield return Number("defer", (int)options.DeferAccept.TotalSeconds);
    }

    private static string Number(string word, int value) =>
        string.Create(CultureInfo.InvariantCulture, $"{word}={value}");

    /// <summary>Null if the word is unknown.</summary>
    private static ListenSocketConfig? With(ListenSocketConfig options, string word)
    {
        var (key, text) = word.IndexOf('=') is var at and > 0 ? (word[..at], word[(at + 1)..]) : (word, "");
        _ = int.TryParse(text, CultureInfo.InvariantCulture, out var number);
        return key switch
        {
            "freebind" => options with { Freebind = true },
            "transparent" => options with { Transparent = true },
            "mptcp" => options with { Mptcp = true },
            "interface" => options with { Interface = text },
            "mark" => options with { Mark = number },
            "fast-open" => options with { FastOpen = number },
            "defer" => options with { DeferAccept = TimeSpan.FromSeconds(number) },
            _ => null,
        };
    }
}
