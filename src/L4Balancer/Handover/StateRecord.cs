using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.Handover;

/// <summary>
/// What has changed of a session since its facts were sent, in a fixed number of bytes, little-endian: parsing JSON
/// took 20 to 30 µs per session, in which it stood still. docs/handover-protocol.md has the layout.
/// </summary>
/// <param name="Number">Of its facts.</param>
/// <param name="Relay">Without a wait of a reset, which is rare and goes as JSON.</param>
internal sealed record StateRecord(
    int Number, SessionPhase Phase, AdmissionStage Stage, bool IsClientKnown, AccountCounts Counts, RelayState Relay)
{
    public const int Size = 8 + 4 * sizeof(long) + 2 * DirectionSize;

    private const int DirectionSize = 24;

    // Bits of byte 6.
    private const byte ClientKnown = 1;
    private const byte UploadLast = 2;

    // Bits of byte 7; 0 before any direction has ended.
    private const byte HasEnding = 1;
    private const byte ServerFirst = 2;
    private const byte ClientEndedFirst = 4;
    private const byte ClientReset = 8;
    private const byte ServerReset = 16;
    private const byte ClientDead = 32;
    private const byte ServerDead = 64;

    // Bits of byte 21 of a direction, whose lowest three are the kind of its relay.
    private const byte HasGauge = 8;
    private const byte Bulk = 16;
    private const byte Ended = 32;
    private const byte KindMask = 7;

    /// <summary>Not inlined into a loop that is compiled late, nor compiled without optimization first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(Span<byte> to, int number, SessionExport session)
    {
        var (relay, counts) = (session.Relay!, session.Account.Counts);
        BinaryPrimitives.WriteInt32LittleEndian(to, number);
        to[4] = (byte)session.Phase;
        to[5] = (byte)session.Stage;
        to[6] = (byte)((session.IsClientKnown ? ClientKnown : 0) | (relay.Moved.Turn == Side.Server ? UploadLast : 0));
        to[7] = BitsOf(relay.Ending.State);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], counts.ReportedAt);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], counts.Upload);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], counts.Download);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], relay.Moved.At);
        Write(to[40..], relay.Upload);
        Write(to[(40 + DirectionSize)..], relay.Download);
    }

    /// <exception cref="HandoverException">It makes no sense.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static StateRecord Read(ReadOnlySpan<byte> from, HeldBytes held)
    {
        var (phase, stage, flags) = ((SessionPhase)from[4], (AdmissionStage)from[5], from[6]);
        if (!phase.IsConnected() || stage > AdmissionStage.Admitted || (flags & ~(ClientKnown | UploadLast)) != 0)
            throw new HandoverException("the state of a session contradicts itself");
        var counts = new AccountCounts(
            BinaryPrimitives.ReadInt64LittleEndian(from[8..]), BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[24..]));
        var moved = new LastMove(BinaryPrimitives.ReadInt64LittleEndian(from[32..]), (flags & UploadLast) != 0);
        var upload = ReadDirection(from[40..], held);
        var download = ReadDirection(from[(40 + DirectionSize)..], held);
        return new StateRecord(
            BinaryPrimitives.ReadInt32LittleEndian(from), phase, stage, (flags & ClientKnown) != 0, counts,
            new RelayState(upload, download, EndingOf(from[7]), moved, null));
    }

    private static void Write(Span<byte> to, DirectionState direction)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, direction.Held.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], direction.Uncounted);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], direction.Bytes);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], direction.Gauge?.Average ?? 0);
        to[20] = direction.SourceEnd is { } end ? (byte)(end + 1) : (byte)0;
        var gauge = direction.Gauge is { } is_ ? HasGauge | (byte)is_.Kind | (is_.IsBulk ? Bulk : 0) : 0;
        to[21] = (byte)(gauge | (direction.IsEnded ? Ended : 0));
        to[22] = to[23] = 0;
    }

    private static DirectionState ReadDirection(ReadOnlySpan<byte> from, HeldBytes held)
    {
        var (length, flags) = (BinaryPrimitives.ReadInt32LittleEndian(from), from[21]);
        var (end, kind) = (from[20], (RelayKind)(flags & KindMask));
        if (end > (int)DirectionEnd.TargetDead + 1 || kind > RelayKind.Splice)
            throw new HandoverException("a direction contradicts itself");
        return HeldBytes.Checked(new DirectionState
        {
            Held = held.Take(length),
            Uncounted = BinaryPrimitives.ReadInt32LittleEndian(from[4..]),
            Bytes = BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
            SourceEnd = end == 0 ? null : (DirectionEnd)(end - 1),
            IsEnded = (flags & Ended) != 0,
            Gauge = (flags & HasGauge) == 0 ? null
                : new GaugeState(kind, BinaryPrimitives.ReadInt32LittleEndian(from[16..]), (flags & Bulk) != 0),
        });
    }

    private static byte BitsOf(EndingState? ending) => ending is null ? (byte)0 : (byte)(HasEnding
        | (ending.First == Side.Server ? ServerFirst : 0) | (ending.HasClientEndedFirst ? ClientEndedFirst : 0)
        | (ending.IsClientReset ? ClientReset : 0) | (ending.IsServerReset ? ServerReset : 0)
        | (ending.IsClientDead ? ClientDead : 0) | (ending.IsServerDead ? ServerDead : 0));

    private static RelayEnding EndingOf(byte bits) => bits == 0 ? default
        : new RelayEnding(new EndingState(
            (bits & ServerFirst) != 0 ? Side.Server : Side.Client, (bits & ClientEndedFirst) != 0,
            (bits & ClientReset) != 0, (bits & ServerReset) != 0, (bits & ClientDead) != 0, (bits & ServerDead) != 0));
}
