using System.Text.Json.Serialization;

namespace L4Balancer.Admin.Api;

/// <summary>Parameters of a drain.</summary>
/// <param name="DeadlineSeconds">Time after which remaining sessions are ended, 0 to 604800; null lets them
/// run.</param>
/// <param name="Rate">Sessions ended per second from then on, 1 to 10000000; null is all at once.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DrainBody(double? DeadlineSeconds = null, int? Rate = null);

/// <summary>A weight.</summary>
/// <param name="Weight">0 to 1000, where 0 is no new sessions; an explicit null restores the configured one.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WeightBody([property: JsonRequired] int? Weight);

/// <summary>Parameters of a session reset.</summary>
/// <param name="Rate">Sessions per second, 1 to 10000000; null is all at once.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ResetBody(int? Rate = null);

/// <summary>The target of a failover.</summary>
/// <param name="Tier">0 to 15; null is the next tier that has an eligible backend.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FailoverBody(int? Tier = null);

/// <summary>A backend to be added; omitted fields have the same defaults as in the config.</summary>
/// <param name="Address">An address in the form of the config.</param>
/// <param name="Weight">0 to 1000, where 0 is no new sessions.</param>
/// <param name="Tier">0 to 15.</param>
/// <param name="MaxConnections">0 is no limit.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BackendBody(
    string? Address = null, int? Weight = null, int? Tier = null, int? MaxConnections = null);

/// <summary>An empty body, which may be omitted.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EmptyBody;
