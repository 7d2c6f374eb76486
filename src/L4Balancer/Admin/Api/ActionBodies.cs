using System.Text.Json.Serialization;

namespace L4Balancer.Admin.Api;

/// <summary>How a backend is drained.</summary>
/// <param name="DeadlineSeconds">Sessions that still run then are ended, 0 to 604800; null lets them run.</param>
/// <param name="Rate">Sessions ended a second from then on, 1 to 10000000; null is all at once.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DrainBody(double? DeadlineSeconds = null, int? Rate = null);

/// <summary>A weight.</summary>
/// <param name="Weight">1 to 1000; null, which has to be written, is that of the config.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WeightBody([property: JsonRequired] int? Weight);

/// <summary>How sessions are ended.</summary>
/// <param name="Rate">Sessions a second, 1 to 10000000; null is all at once.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ResetBody(int? Rate = null);

/// <summary>Where to fail over to.</summary>
/// <param name="Tier">0 to 15; null is the next tier that has an eligible backend.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FailoverBody(int? Tier = null);

/// <summary>A backend to be added; what is left out is as in a config that leaves it out.</summary>
/// <param name="Address">An address as the config takes it.</param>
/// <param name="Weight">1 to 1000.</param>
/// <param name="Tier">0 to 15.</param>
/// <param name="MaxConnections">0 is no limit.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BackendBody(
    string? Address = null, int? Weight = null, int? Tier = null, int? MaxConnections = null);

/// <summary>A body with nothing in it, which may be left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EmptyBody;
