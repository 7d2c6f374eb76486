using System.Net;

namespace L4Balancer.Linux.Sockets;

/// <summary>A listening TCP socket of any process.</summary>
/// <param name="User">The number of the user who opened it.</param>
/// <param name="Inode">Tells it from all others; <see cref="FileIdentity.Inode"/> of a descriptor that has it open.
/// </param>
public readonly record struct ListeningEntry(IPAddress Ip, int Port, uint User, ulong Inode);
