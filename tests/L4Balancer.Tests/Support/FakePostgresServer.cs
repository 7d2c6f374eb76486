using System.Buffers.Binary;
using System.Text;

namespace L4Balancer.Tests.Support;

/// <summary>As much of PostgreSQL as a probe sees that logs in with a password in clear, and asks one thing.</summary>
internal sealed class FakePostgresServer : FakeSqlServer
{
    private int _terminations;

    /// <summary>What it sends instead of everything else; null is nothing.</summary>
    public byte[]? Says { get; set; }

    /// <summary>Sends rows without end.</summary>
    public bool IsEndless { get; set; }

    /// <summary>Sessions that were ended in order.</summary>
    public int Terminations => Volatile.Read(ref _terminations);

    public static byte[] Error(string code, string text) =>
        Message('E', Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C{code}\0M{text}\0\0"));

    protected override async Task TalkAsync(FaultyConnection connection, CancellationToken stop)
    {
        await BodyAsync(connection, stop);
        if (Says is not null)
        {
            await connection.WriteAsync(Says, stop);
            return;
        }

        await connection.WriteAsync(Message('R', [0, 0, 0, 3]), stop);
        await MessageAsync(connection, stop);
        await connection.WriteAsync(Message('R', [0, 0, 0, 0]), stop);
        await connection.WriteAsync(Message('S', "server_version\015.8\0"u8), stop);
        await connection.WriteAsync(Message('K', [0, 0, 0, 1, 0, 0, 0, 2]), stop);
        await connection.WriteAsync(Message('Z', "I"u8), stop);
        while (await MessageAsync(connection, stop) == 'Q')
        {
            await connection.WriteAsync(Message('T', [0, 0]), stop);
            var row = Message('D', [0, 2, 0, 0, 0, 1, (byte)'f', 0xFF, 0xFF, 0xFF, 0xFF]);
            await connection.WriteAsync(row, stop);
            while (IsEndless) await connection.WriteAsync(row, stop);
            await connection.WriteAsync(Message('C', "SELECT 1\0"u8), stop);
            await connection.WriteAsync(Message('Z', "I"u8), stop);
        }

        Interlocked.Increment(ref _terminations);
    }

    private static byte[] Message(char type, ReadOnlySpan<byte> body)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, 4 + body.Length);
        return [(byte)type, .. length, .. body];
    }

    private static async Task<char> MessageAsync(FaultyConnection connection, CancellationToken stop)
    {
        var type = (char)(await connection.ReadAsync(1, stop))[0];
        await BodyAsync(connection, stop);
        return type;
    }

    private static async Task BodyAsync(FaultyConnection connection, CancellationToken stop)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(await connection.ReadAsync(4, stop));
        await connection.ReadAsync(length - 4, stop);
    }
}
