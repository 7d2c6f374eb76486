using System.Diagnostics;
using System.Net.Sockets;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests;

internal sealed class FileIdentityTests
{
    [Test]
    public void Two_names_of_one_file_have_one_identity_and_a_name_given_to_another_file_has_a_new_one()
    {
        using var folder = new TestFolder();
        var (path, other) = (folder.PathOf("a"), folder.PathOf("b"));
        using var open = File.Create(path);
        var before = FileIdentity.Of(path);
        File.Move(path, other);
        File.WriteAllText(path, "");
        Assert.That(FileIdentity.Of(other), Is.EqualTo(before));
        Assert.That(FileIdentity.Of(path), Is.Not.Null.And.Not.EqualTo(before));
        Assert.That(FileIdentity.OfDescriptor((int)open.SafeFileHandle.DangerousGetHandle()), Is.EqualTo(before));
    }

    [Test]
    public void Kinds_are_told_apart_and_a_link_is_not_followed()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.PathOf("file"), "");
        File.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("file"));
        Directory.CreateDirectory(folder.PathOf("folder"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder.PathOf("socket")));
        Assert.That(KindOf("file"), Is.EqualTo(FileKind.RegularFile));
        Assert.That(KindOf("link"), Is.EqualTo(FileKind.SymbolicLink));
        Assert.That(KindOf("folder"), Is.EqualTo(FileKind.Directory));
        Assert.That(KindOf("socket"), Is.EqualTo(FileKind.Socket));
        Assert.That(FileIdentity.Of("/dev/null")?.Kind, Is.EqualTo(FileKind.CharacterDevice));
        Assert.That(FileIdentity.Of(folder.PathOf("nothing")), Is.Null);
        Assert.That(FileIdentity.OfDescriptor(-1), Is.Null);

        FileKind? KindOf(string name) => FileIdentity.Of(folder.PathOf(name))?.Kind;
    }

    /// <summary>As printed by stat(1): %d is st_dev in decimal.</summary>
    [Test]
    public void The_device_is_st_dev()
    {
        var command = new ProcessStartInfo("stat", ["--format=%d:%i", "/dev/null"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var stat = Process.Start(command)!;
        var printed = stat.StandardOutput.ReadToEnd().Trim();
        var found = FileIdentity.Of("/dev/null")!.Value;
        Assert.That($"{found.Device}:{found.Inode}", Is.EqualTo(printed));
    }
}
