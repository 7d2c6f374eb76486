using System.CommandLine;
using System.CommandLine.Completions;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Connection;

namespace L4Balancer.Cli.Completion;

/// <summary>
/// Completion candidates from a running daemon. A failure or a slow answer yields none: the user has just pressed Tab,
/// and an error would be printed into the line being typed.
/// </summary>
internal sealed class LiveNames(AdminOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    public Argument<string> Pool(string description) => WithNames("POOL", description, Pools);

    public Argument<string> Backend() => WithNames(
        "POOL/BACKEND", "The backend, by its address or a unique part of it: the host or the port.", Backends);

    public Argument<string> Session() => WithNames("SESSION", "The session's id, as listed by `sessions`.", Sessions);

    public IEnumerable<string> Pools(CompletionContext context) => Ask(
        context, client => client.GetAsync<PoolSnapshot[]>("/v1/pools", default), pools => pools.Select(p => p.Name));

    public IEnumerable<string> Backends(CompletionContext context) => Ask(
        context, client => client.GetAsync<PoolSnapshot[]>("/v1/pools", default),
        pools => pools.SelectMany(p => p.Backends.Select(b => $"{p.Name}/{b.Address}")));

    public IEnumerable<string> Listeners(CompletionContext context) => Ask(
        context, client => client.GetAsync<ListenerSnapshot[]>("/v1/listeners", default),
        listeners => listeners.Select(l => l.Name));

    private IEnumerable<string> Sessions(CompletionContext context) => Ask(
        context, client => client.GetAsync<SessionPage>("/v1/sessions?limit=50", default),
        page => page.Sessions.Select(s => s.Id));

    private static Argument<string> WithNames(
        string name, string description, Func<CompletionContext, IEnumerable<string>> names)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.CompletionSources.Add(names);
        return argument;
    }

    private string[] Ask<T>(
        CompletionContext context, Func<AdminClient, Task<T>> ask, Func<T, IEnumerable<string>> namesIn)
    {
        try
        {
            using var client = new AdminClient(options.Find(context.ParseResult), Patience);
            return [.. namesIn(ask(client).GetAwaiter().GetResult())];
        }
        catch (Exception e) when (e is AdminException or InvalidOperationException)
        {
            return [];
        }
    }
}
