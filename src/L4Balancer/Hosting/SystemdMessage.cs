using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Hosting;

/// <summary>A message to systemd that may have to wait, with duplicates of its descriptors.</summary>
internal sealed class SystemdMessage : IDisposable
{
    private readonly byte[] _text;
    private readonly SafeHandle[] _descriptors;

    /// <exception cref="IOException">The process is out of descriptors.</exception>
    public SystemdMessage(string text, IReadOnlyList<SafeHandle> descriptors)
    {
        _text = Encoding.UTF8.GetBytes(text);
        _descriptors = OperatingSystem.IsLinux() ? [.. descriptors.Select(Duplicate)] : [];
    }

    /// <exception cref="SocketException">It was not sent.</exception>
    public void Send(Socket socket, EndPoint address)
    {
        if (_descriptors.Length > 0 && OperatingSystem.IsLinux()) SendWithDescriptors(address);
        else socket.SendTo(_text, address);
    }

    public void Dispose()
    {
        foreach (var fd in _descriptors) fd.Dispose();
    }

    /// <summary>Not by the shared socket, which would stay connected to a receiver that is replaced later.</summary>
    [SupportedOSPlatform("linux")]
    private void SendWithDescriptors(EndPoint address)
    {
        using var connected = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        connected.Blocking = false;
        connected.Connect(address);
        int[] numbers = [.. _descriptors.Select(fd => (int)fd.DangerousGetHandle())];
        var sent = DescriptorMessage.Send((int)connected.Handle, _text, numbers, mustNotWait: true);
        if (!sent.IsSuccess) throw new SocketException((int)SocketErrorOf(sent.Errno));
    }

    [SupportedOSPlatform("linux")]
    private static SafeHandle Duplicate(SafeHandle handle)
    {
        var isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            return SafeFd.Duplicate((int)handle.DangerousGetHandle());
        }
        finally
        {
            if (isHeld) handle.DangerousRelease();
        }
    }

    [SupportedOSPlatform("linux")]
    private static SocketError SocketErrorOf(Linux.Errno errno) => errno switch
    {
        Linux.Errno.EAGAIN => SocketError.WouldBlock,
        Linux.Errno.ENOBUFS => SocketError.NoBufferSpaceAvailable,
        _ => SocketError.SocketError,
    };
}
