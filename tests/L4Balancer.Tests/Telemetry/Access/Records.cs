using System.Net;
using System.Text.Json;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>Records as an engine makes them, and lines as a reader of the log sees them.</summary>
internal static class Records
{
    public static readonly NetAddress Backend = NetAddress.FromIp(IPAddress.Parse("10.0.1.11"), 3306);

    public static SessionRecord Ended(ulong id, CloseReason reason = CloseReason.ClientClosed) => new()
    {
        Id = id,
        Moment = SessionMoment.End,
        Reason = reason,
        Age = 1500,
        ConnectMicroseconds = 183,
        Client = new ClientAddress([10, 0, 0, 7], 51234),
        Listener = "mysql",
        Pool = "db",
        Backend = Backend,
        BytesUploaded = 812,
        BytesDownloaded = 90_211,
    };

    public static SessionRecord Running(ulong id) =>
        Ended(id, CloseReason.None) with { Moment = SessionMoment.Running };

    public static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    public static string? Text(this JsonElement line, string name) => line.GetProperty(name).GetString();

    public static bool IsDropped(this JsonElement line) => line.Text("event") == "dropped";

    public static ulong Id(this JsonElement line) => Convert.ToUInt64(line.Text("id"), 16);
}
