using System.Globalization;
using System.Text.Json;
using L4Balancer.Admin.Model;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Hosting.Operations;

/// <summary>Converts the admin side's queries to those of the data plane, and the answers back.</summary>
internal static class SessionPages
{
    /// <summary>Null if no session can match, because the backend is not an address.</summary>
    public static SessionFilter? FilterOf(SessionQuery query)
    {
        var backend = query.Backend is null ? null : BackendAddress.Parse(query.Backend, out _)?.Fixed;
        if (query.Backend is not null && backend is null) return null;
        return new SessionFilter
        {
            Listener = query.Listener,
            Pool = query.Pool,
            Backend = backend,
            Client = query.Client,
            AgeMin = query.AgeMin,
            IdleMin = query.IdleMin,
            Rank = query.Order switch
            {
                SessionOrder.Bytes => SessionRank.Bytes,
                SessionOrder.Idle => SessionRank.Idle,
                _ => SessionRank.Age,
            },
            Offset = query.Offset,
            Limit = query.Limit,
        };
    }

    public static SessionPage PageOf(SessionQuery query, SessionList list) =>
        new(list.Total, query.Offset, [.. list.Sessions.Select(Of)]);

    private static SessionSnapshot Of(SessionInfo session) => new()
    {
        Id = session.Id.ToString("x", CultureInfo.InvariantCulture),
        Client = session.Client.ToString(),
        Listener = session.Listener,
        Pool = session.Pool,
        Backend = session.Backend?.ToString(),
        State = session.Phase switch
        {
            SessionPhase.Accepted => "connecting",
            var phase => JsonNamingPolicy.KebabCaseLower.ConvertName(phase.ToString()),
        },
        Age = session.Age / 1e3,
        Idle = session.Idle / 1e3,
        BytesUploaded = session.BytesUploaded,
        BytesDownloaded = session.BytesDownloaded,
        ClientPaused = session.ClientPaused / 1e3,
        BackendPaused = session.BackendPaused / 1e3,
        Rest = JsonNamingPolicy.KebabCaseLower.ConvertName(session.Rest.ToString()),
    };
}
