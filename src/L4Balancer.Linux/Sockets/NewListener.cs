namespace L4Balancer.Linux.Sockets;

/// <summary>What is special about a new listening socket; nothing by default, and never for a unix socket.</summary>
/// <param name="IsMultipath">It accepts Multipath TCP (RFC 8684) as well as plain TCP.</param>
/// <param name="Prepare">Sets options before the bind; a failure ends the attempt.</param>
public readonly record struct NewListener(bool IsMultipath, Func<int, SysResult>? Prepare);
