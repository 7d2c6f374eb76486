using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Tests.LibC;

/// <summary>
/// The structures as laid out by the C library. The numbers are those of gcc 12 for x86-64 and, run under qemu-aarch64,
/// for arm64; an installed compiler checks them again.
/// </summary>
internal sealed class LayoutTests
{
    private const string MoreHeaders =
        """
        #include <linux/tcp.h>
        #include <poll.h>
        #include <spawn.h>
        #include <sys/stat.h>
        #include <sys/uio.h>
        """;

    private static readonly (string C, int Here, int X64, int Arm64)[] Layouts =
    [
        ("sizeof(struct linger)", Unsafe.SizeOf<Linger>(), 8, 8),
        ("offsetof(struct linger, l_onoff)", OffsetOf<Linger>("l_onoff"), 0, 0),
        ("offsetof(struct linger, l_linger)", OffsetOf<Linger>("l_linger"), 4, 4),
        ("sizeof(struct rlimit)", Unsafe.SizeOf<Rlimit>(), 16, 16),
        ("offsetof(struct rlimit, rlim_cur)", OffsetOf<Rlimit>("rlim_cur"), 0, 0),
        ("offsetof(struct rlimit, rlim_max)", OffsetOf<Rlimit>("rlim_max"), 8, 8),
        ("offsetof(struct tcp_info, tcpi_state)", OffsetOf<TcpInfoHead>("tcpi_state"), 0, 0),
        ("offsetof(struct tcp_info, tcpi_unacked)", OffsetOf<TcpInfoHead>("tcpi_unacked"), 24, 24),
        ("offsetof(struct tcp_info, tcpi_rtt)", OffsetOf<TcpInfoHead>("tcpi_rtt"), 68, 68),
        ("offsetof(struct tcp_info, tcpi_delivery_rate)", OffsetOf<TcpInfoHead>("tcpi_delivery_rate"), 160, 160),
        ("offsetof(struct tcp_info, tcpi_total_retrans)", OffsetOf<TcpInfoHead>("tcpi_total_retrans"), 100, 100),
        ("offsetof(struct tcp_info, tcpi_segs_out)", OffsetOf<TcpInfoHead>("tcpi_segs_out"), 136, 136),
        ("offsetof(struct tcp_info, tcpi_bytes_acked)", OffsetOf<TcpInfoHead>("tcpi_bytes_acked"), 120, 120),
        ("offsetof(struct tcp_info, tcpi_notsent_bytes)", OffsetOf<TcpInfoHead>("tcpi_notsent_bytes"), 144, 144),
        ("offsetof(struct statx, stx_uid)", OffsetOf<SysStat.Statx>("stx_uid"), 20, 20),
        ("offsetof(struct statx, stx_mode)", OffsetOf<SysStat.Statx>("stx_mode"), 28, 28),
        ("offsetof(struct statx, stx_ino)", OffsetOf<SysStat.Statx>("stx_ino"), 32, 32),
        ("offsetof(struct statx, stx_dev_major)", OffsetOf<SysStat.Statx>("stx_dev_major"), 136, 136),
        ("offsetof(struct statx, stx_dev_minor)", OffsetOf<SysStat.Statx>("stx_dev_minor"), 140, 140),
        ("sizeof(struct statx)", Unsafe.SizeOf<SysStat.Statx>(), 256, 256),
        ("sizeof(struct iovec)", Unsafe.SizeOf<IoVec>(), 16, 16),
        ("offsetof(struct iovec, iov_len)", OffsetOf<IoVec>("iov_len"), 8, 8),
        ("sizeof(struct msghdr)", Unsafe.SizeOf<MsgHdr>(), 56, 56),
        ("offsetof(struct msghdr, msg_namelen)", OffsetOf<MsgHdr>("msg_namelen"), 8, 8),
        ("offsetof(struct msghdr, msg_iov)", OffsetOf<MsgHdr>("msg_iov"), 16, 16),
        ("offsetof(struct msghdr, msg_iovlen)", OffsetOf<MsgHdr>("msg_iovlen"), 24, 24),
        ("offsetof(struct msghdr, msg_control)", OffsetOf<MsgHdr>("msg_control"), 32, 32),
        ("offsetof(struct msghdr, msg_controllen)", OffsetOf<MsgHdr>("msg_controllen"), 40, 40),
        ("offsetof(struct msghdr, msg_flags)", OffsetOf<MsgHdr>("msg_flags"), 48, 48),
        ("sizeof(struct cmsghdr)", Unsafe.SizeOf<CMsgHdr>(), 16, 16),
        ("offsetof(struct cmsghdr, cmsg_level)", OffsetOf<CMsgHdr>("cmsg_level"), 8, 8),
        ("offsetof(struct cmsghdr, cmsg_type)", OffsetOf<CMsgHdr>("cmsg_type"), 12, 12),
        ("sizeof(struct ucred)", Unsafe.SizeOf<UCred>(), 12, 12),
        ("offsetof(struct ucred, uid)", OffsetOf<UCred>("uid"), 4, 4),
        ("sizeof(struct timeval)", Unsafe.SizeOf<TimeVal>(), 16, 16),
        ("offsetof(struct timeval, tv_usec)", OffsetOf<TimeVal>("tv_usec"), 8, 8),
        ("sizeof(struct pollfd)", Unsafe.SizeOf<PollFd>(), 8, 8),
        ("offsetof(struct pollfd, revents)", OffsetOf<PollFd>("revents"), 6, 6),
        ("(offsetof(struct tcp_info, tcpi_delivery_rate) + 8)", Unsafe.SizeOf<TcpInfoHead>(), 168, 168),
    ];

    [Test]
    public void Structures_are_as_in_C() =>
        Assert.That(
            Layouts.Select(l => (l.C, l.Here)),
            Is.EqualTo(Layouts.Select(l => (l.C, IsArm64 ? l.Arm64 : l.X64))));

    [TestCase(Architecture.X64, 12, 4)]
    [TestCase(Architecture.Arm64, 16, 8)]
    public void Epoll_event_is_packed_on_x64_only(Architecture architecture, int size, int dataOffset) =>
        Assert.That(EpollEventLayout.Of(architecture), Is.EqualTo(new EpollEventLayout(size, dataOffset)));

    [Test]
    public void Epoll_event_has_the_layout_of_this_process() =>
        Assert.That(
            EpollEventLayout.Here, Is.EqualTo(EpollEventLayout.Of(IsArm64 ? Architecture.Arm64 : Architecture.X64)));

    [TestCaseSource(typeof(CCompiler), nameof(CCompiler.Installed))]
    public void C_compiler_has_the_same_structures(string compiler)
    {
        var isArm64 = IsForArm64(compiler);
        var epoll = EpollEventLayout.Of(isArm64 ? Architecture.Arm64 : Architecture.X64);
        var expected = Layouts.Select(l => $"{l.C} == {(isArm64 ? l.Arm64 : l.X64)}").Concat(
        [
            $"sizeof(struct epoll_event) == {epoll.Size}",
            $"offsetof(struct epoll_event, data) == {epoll.DataOffset}",
            "offsetof(struct epoll_event, events) == 0",
            "sizeof(struct tcp_info) >= 168",
            $"sizeof(posix_spawn_file_actions_t) <= {Spawn.FileActionsSize}",
            $"sizeof(posix_spawnattr_t) <= {Spawn.AttributesSize}",
            "sizeof(struct sockaddr_in) == 16 && offsetof(struct sockaddr_in, sin_port) == 2",
            "offsetof(struct sockaddr_in, sin_addr) == 4",
            "sizeof(struct sockaddr_in6) == 28 && offsetof(struct sockaddr_in6, sin6_port) == 2",
            "offsetof(struct sockaddr_in6, sin6_addr) == 8 && offsetof(struct sockaddr_in6, sin6_scope_id) == 24",
            "offsetof(struct sockaddr_un, sun_path) == 2 && sizeof(((struct sockaddr_un *)0)->sun_path) == 108",
        ]);
        Assert.That(CCompiler.Check(compiler, MoreHeaders, expected), Is.Empty);
    }

    [TestCaseSource(typeof(CCompiler), nameof(CCompiler.Installed))]
    public void C_compiler_objects_to_what_is_wrong(string compiler) =>
        Assert.That(
            CCompiler.Check(compiler, MoreHeaders, ["sizeof(struct rlimit) == 17"]),
            Does.Contain("sizeof(struct rlimit)"));

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    private static bool IsForArm64(string compiler) =>
        compiler.StartsWith("aarch64", StringComparison.Ordinal) || (compiler == "cc" && IsArm64);

    private static int OffsetOf<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
