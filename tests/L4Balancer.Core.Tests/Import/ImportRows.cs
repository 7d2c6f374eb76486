using L4Balancer.Core.Import;
using L4Balancer.Core.Import.Haproxy;
using L4Balancer.Core.Import.Nginx;

namespace L4Balancer.Core.Tests.Import;

/// <summary>
/// For each directive that the tables say is taken over: the words of a configuration that use it, and, behind
/// <c>&lt;=</c>, those of the same one without it, if it needs others to mean something.
/// </summary>
internal static class ImportRows
{
    private const string Front = "frontend f\n bind :1\n default_backend b\n{0}\nbackend o\n server o 10.0.0.9:1\n"
        + "backend b\n server a 10.0.0.1:1\n server z 10.0.0.2:1\n";

    private const string Back = "frontend f\n bind :1\n default_backend b\n"
        + "backend b\n{0}\n server a 10.0.0.1:1 check\n server z 10.0.0.2:1 check\n";

    private const string Global = "global\n{0}\nlisten l\n bind :1\n server a 10.0.0.1:1\n";
    private const string Bind = "listen l\n bind :1 {0}\n server a 10.0.0.1:1\n";
    private const string Server = "listen l\n bind :1\n server a 10.0.0.1:1 {0}\n";
    private const string Main = "{0}\nstream {{ server {{ listen 1; proxy_pass 10.0.0.1:1; }} }}\n";
    private const string Stream = "stream {{\n{0}\nserver {{\n listen 1;\n proxy_pass 10.0.0.1:1;\n}} }}\n";
    private const string InServer = "stream {{ upstream u {{ server 10.0.0.1:1; server 10.0.0.2:1; }}\n"
        + "server {{\n listen 1;\n proxy_pass u;\n{0}\n}} }}\n";

    private const string Listen = "stream {{ server {{ listen 1 {0}; proxy_pass 10.0.0.1:1; }} }}\n";
    private const string Upstream = "stream {{ upstream u {{\n{0}\nserver 10.0.0.1:1; server 10.0.0.2:1; }}\n"
        + "server {{ listen 1; proxy_pass u; }} }}\n";

    private const string Option = "stream {{ upstream u {{ server 10.0.0.1:1 {0}; server 10.0.0.2:1; }}\n"
        + "server {{ listen 1; proxy_pass u; }} }}\n";

    public static DirectiveTable[] Tables { get; } =
    [
        GlobalTable.Table, ProxyTable.Table, BindTable.Table, ServerTable.Table,
        MainTable.Table, StreamTable.Table, ListenTable.Table, UpstreamTable.Table, UpstreamTable.Options,
    ];

    public static IEnumerable<ImportRow> All =>
    [
        .. Of(GlobalTable.Table, "x.cfg", Global, HaproxyRows.Global),
        .. Of(ProxyTable.Table, "x.cfg", Front, HaproxyRows.Front),
        .. Of(ProxyTable.Table, "x.cfg", Back, HaproxyRows.Back),
        .. Of(BindTable.Table, "x.cfg", Bind, HaproxyRows.Bind),
        .. Of(ServerTable.Table, "x.cfg", Server, HaproxyRows.Server),
        .. Of(MainTable.Table, "nginx.conf", Main, NginxRows.Main),
        .. Of(StreamTable.Table, "nginx.conf", Stream, NginxRows.Stream),
        .. Of(StreamTable.Table, "nginx.conf", InServer, NginxRows.Server),
        .. Of(ListenTable.Table, "nginx.conf", Listen, NginxRows.Listen),
        .. Of(UpstreamTable.Table, "nginx.conf", Upstream, NginxRows.Upstream),
        .. Of(UpstreamTable.Options, "nginx.conf", Option, NginxRows.Options),
    ];

    private static IEnumerable<ImportRow> Of(DirectiveTable table, string file, string place, string[] lines)
    {
        foreach (var line in lines)
        {
            var (name, rest) = Split(line, " => ");
            var (with, without) = Split(rest, " <= ");
            yield return new ImportRow(table, name, with, file, In(with), In(without));
        }

        string In(string words) => string.Format(System.Globalization.CultureInfo.InvariantCulture, place, words);
    }

    private static (string, string) Split(string text, string at) =>
        text.Split(at) is [var first, var second] ? (first, second) : (text, "");
}

/// <param name="Words">That use it.</param>
/// <param name="With">A whole file with them.</param>
/// <param name="Without">The same one without the directive.</param>
internal sealed record ImportRow(
    DirectiveTable Table, string Name, string Words, string File, string With, string Without)
{
    public override string ToString() => $"{Table.Title}: {Words.ReplaceLineEndings(" / ")}";
}
