using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Tests.Admin.Otlp;

/// <summary>The record of a session that ended.</summary>
internal static class SampleSession
{
    public static SessionRecord Ended(ulong id, CloseReason reason) => new()
    {
        Id = id,
        Moment = SessionMoment.End,
        Reason = reason,
        Age = 1500,
        ConnectMicroseconds = 250,
        Client = new ClientAddress([192, 0, 2, 7], 50_123),
        Listener = "db",
        Pool = "db",
        Backend = NetAddress.FromIp(IPAddress.Parse("10.0.0.1"), 3306),
        Retries = 1,
        BytesUploaded = 10,
        BytesDownloaded = 20,
    };
}
