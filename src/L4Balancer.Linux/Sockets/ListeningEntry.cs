using System.Net;

namespace L4Balancer.Linux.Sockets;

/// <summary>A listening TCP socket of any process.</summary>
/// <param name="User">The ID of the user that opened it.</param>
/// <param name="Inode">Identifies the socket; <see cref="FileIdentity.Inode"/> of a descriptor that refers to
/// it.</param>
public readonly record struct ListeningEntry(IPAddress Ip, int Port, uint User, ulong Inode);
