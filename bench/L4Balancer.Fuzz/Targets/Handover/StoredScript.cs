using System.Buffers.Binary;
using System.Runtime.Versioning;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Hosting.Store;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Fuzz.Targets.Handover;

/// <summary>
/// Stored sessions: how many messages with descriptors are in the queue, how many descriptors each has, and the file.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class StoredScript
{
    private const int MessagesMax = 16;

    public static void Play(byte[] script)
    {
        if (script.Length == 0) return;
        var messages = Math.Min(script[0] % (MessagesMax + 1), script.Length - 1);
        var (sent, peer) = StreamSockets.CreatePair();
        using (peer)
        using (sent)
        {
            var refusal = RefusalOf(() => Play(script.AsSpan(1, messages), script.AsSpan(1 + messages), sent));
            sent.Dispose();
            if (StreamSockets.Receive(peer.Number, new byte[1]).Value != 0)
                throw new FuzzFailureException("a stored descriptor is left open");
            if (refusal is not null) throw new HandoverException(refusal);
        }
    }

    /// <summary>What is stored of sessions.</summary>
    public static byte[] Make(StateMessage state, IEnumerable<MemoryPart> parts, SessionExport[] sessions)
    {
        var (one, other) = StreamSockets.CreatePair();
        using (one)
        using (other)
        {
            SessionExport[] real =
            [
                .. sessions.Select(session => session with
                {
                    Client = one.Number, Server = session.Server < 0 ? -1 : one.Number,
                }),
            ];
            using var stored = StoredSessions.Write(state, parts, new Suspended(real), now: 5);
            var file = (SafeFileHandle)stored.Holders.File;
            var content = new byte[RandomAccess.GetLength(file)];
            RandomAccess.Read(file, content, 0);
            return [1, (byte)real.Sum(session => session.Server < 0 ? 1 : 2), .. content];
        }
    }

    private static string? RefusalOf(Action play)
    {
        try
        {
            play();
            return null;
        }
        catch (HandoverException e)
        {
            return e.Message;
        }
    }

    private static void Play(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> content, SafeFd sent)
    {
        var (into, queue) = DescriptorChannel.CreatePair();
        using (into)
        {
            var number = new byte[sizeof(int)];
            for (var i = 0; i < counts.Length; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(number, i);
                into.Send(number, [.. Enumerable.Repeat(sent.Number, counts[i] % 8)]);
            }
        }

        var file = MemoryFile.Create("fuzz"u8);
        RandomAccess.Write(file, content, 0);
        var fd = new SafeFd((int)file.DangerousGetHandle());
        file.SetHandleAsInvalid();
        using var process = new HandoverProcess();
        using var stored = new StoredSessions(fd, [queue]);
        stored.ReadHeader();
        process.Restore(stored.ReadState());
        using var reader = process.NewReader();
        stored.ReadInto(reader, process.Restore);
        SameAgain.Check(reader.Sessions, process);
        process.Look();
    }

    private sealed record Suspended(IReadOnlyList<SessionExport> Sessions) : ISuspension
    {
        public ulong LastId => 4;

        public Task GoOnAsync() => Task.CompletedTask;
    }
}
