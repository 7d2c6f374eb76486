using L4Balancer.Admin.Model;
using L4Balancer.Core.Quotas;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.Hosting.Operations;

/// <summary>The sources of connections, as the admin side shows them.</summary>
internal static class SourceReports
{
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public static SourceReport Of(Balancer balancer, SourceQuery query, long now)
    {
        var listeners = balancer.Table.Listeners.Values
            .Where(view => query.Listener is null || view.Config.Name == query.Listener).ToArray();
        return new SourceReport
        {
            Sources = balancer.Engine.Arrivals.KnownSources is { } table ? Top(balancer, table, query, now) : [],
            NotCounted = [.. listeners.Where(view => view.Arrival is null).Select(view => view.Config.Name)],
        };
    }

    public static SourceTotals TotalsOf(AdmissionState arrivals)
    {
        var table = arrivals.KnownSources;
        return new SourceTotals
        {
            Tracked = (int)(table?.Tracked ?? 0),
            Capacity = table?.Capacity ?? 0,
            Evicted = table?.Evicted ?? 0,
            Forgotten = table?.Forgotten ?? 0,
            Uncounted = table?.Untracked ?? 0,
            Silent = arrivals.SilentCount,
        };
    }

    private static SourceSnapshot[] Top(Balancer balancer, SourceTable table, SourceQuery query, long now)
    {
        var names = balancer.Engine.Listeners.ToDictionary(listener => listener.Number, listener => listener.Name);
        var number = names.FirstOrDefault(name => name.Value == query.Listener).Key;
        if (query.Listener is not null && number == 0) return [];
        var order = query.Order switch
        {
            SourceRank.Sessions => SourceOrder.Sessions,
            SourceRank.Refused => SourceOrder.Refused,
            _ => SourceOrder.Connections,
        };
        return
        [
            .. table.Top(order, number, query.Limit, now).Where(source => names.ContainsKey(source.Listener))
                .Select(source => new SourceSnapshot
                {
                    Listener = names[source.Listener],
                    Source = source.Source,
                    Sessions = source.Sessions,
                    ConnectionsPerMinute = Math.Round(source.Arrivals, 1),
                    RefusedPerMinute = Math.Round(source.Refusals, 1),
                }),
        ];
    }
}
