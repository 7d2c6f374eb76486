using System.Buffers.Binary;

namespace L4Balancer.Fuzz.Inputs;

/// <summary>
/// Changes an input in one to many places, as fuzzers do: bits, numbers at their limits, words of the format, pieces
/// removed, repeated, moved, and taken from another input.
/// </summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> words, int sizeMax)
{
    private const int ChangesMaxLog2 = 5;

    private static readonly int[] Limits =
        [0, 1, -1, 2, 3, 4, 7, 8, 15, 16, 32, 64, 100, 127, 128, 255, 256, 512, 1000, 1024, 4096, 32767, 32768, 65535,
            65536, 16_777_215, int.MaxValue, int.MinValue];

    private readonly byte[] _bytes = new byte[sizeMax];
    private int _size;

    /// <summary>A changed copy.</summary>
    /// <param name="other">Pieces may come from it.</param>
    public byte[] Change(ReadOnlySpan<byte> input, ReadOnlySpan<byte> other)
    {
        _size = Math.Min(input.Length, sizeMax);
        input[.._size].CopyTo(_bytes);
        for (var left = 1 << random.Next(ChangesMaxLog2); left > 0; left--) ChangeOnce(other);
        return _bytes.AsSpan(0, _size).ToArray();
    }

    private Span<byte> Bytes => _bytes.AsSpan(0, _size);

    private void ChangeOnce(ReadOnlySpan<byte> other)
    {
        switch (random.Next(_size == 0 ? 3 : 12))
        {
            case 0: InsertRandom(); break;
            case 1: InsertWord(); break;
            case 2: InsertPieceOf(other); break;
            case 3: Bytes[random.Next(_size)] ^= (byte)(1 << random.Next(8)); break;
            case 4: Bytes[random.Next(_size)] = (byte)random.Next(256); break;
            case 5: Bytes[random.Next(_size)] += (byte)(random.Next(71) - 35); break;
            case 6: WriteLimit(); break;
            case 7: OverwriteWord(); break;
            case 8: Remove(); break;
            case 9: Repeat(); break;
            case 10: Move(); break;
            default: Digit(); break;
        }
    }

    private void InsertRandom()
    {
        Span<byte> few = stackalloc byte[1 + random.Next(8)];
        if (random.Next(2) == 0) random.NextBytes(few);
        else few.Fill((byte)random.Next(256));
        Insert(random.Next(_size + 1), few);
    }

    private void InsertWord()
    {
        if (words.Count > 0) Insert(random.Next(_size + 1), words[random.Next(words.Count)]);
    }

    private void OverwriteWord()
    {
        if (words.Count == 0) return;
        ReadOnlySpan<byte> word = words[random.Next(words.Count)];
        var at = random.Next(_size);
        word[..Math.Min(word.Length, _size - at)].CopyTo(Bytes[at..]);
    }

    private void InsertPieceOf(ReadOnlySpan<byte> other)
    {
        if (other.IsEmpty) return;
        var from = random.Next(other.Length);
        Insert(random.Next(_size + 1), other.Slice(from, 1 + random.Next(other.Length - from)));
    }

    /// <summary>As a number in one, two, three or four bytes, of either order.</summary>
    private void WriteLimit()
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        var value = Limits[random.Next(Limits.Length)];
        var width = 1 + random.Next(sizeof(int));
        if (random.Next(2) == 0) BinaryPrimitives.WriteInt32LittleEndian(number, value);
        else BinaryPrimitives.WriteInt32BigEndian(number, width == sizeof(int) ? value : value << (8 * (4 - width)));
        var at = random.Next(_size);
        number[..Math.Min(width, _size - at)].CopyTo(Bytes[at..]);
    }

    private void Digit()
    {
        var at = random.Next(_size);
        var digit = Bytes[at..].IndexOfAnyInRange((byte)'0', (byte)'9');
        if (digit >= 0) Bytes[at + digit] = (byte)('0' + random.Next(10));
    }

    private void Remove()
    {
        var at = random.Next(_size);
        var count = 1 + random.Next(Math.Min(_size - at, 1 << random.Next(10)));
        Bytes[(at + count)..].CopyTo(Bytes[at..]);
        _size -= count;
    }

    private void Repeat()
    {
        var from = random.Next(_size);
        var piece = Bytes.Slice(from, 1 + random.Next(Math.Min(_size - from, 64))).ToArray();
        for (var times = 1 << random.Next(6); times > 0; times--) Insert(from, piece);
    }

    private void Move()
    {
        var from = random.Next(_size);
        var piece = Bytes.Slice(from, 1 + random.Next(_size - from)).ToArray();
        var at = random.Next(_size);
        piece.AsSpan(0, Math.Min(piece.Length, _size - at)).CopyTo(Bytes[at..]);
    }

    /// <summary>What does not fit falls off the end.</summary>
    private void Insert(int at, ReadOnlySpan<byte> piece)
    {
        var count = Math.Min(piece.Length, sizeMax - at);
        var kept = Math.Min(_size - at, sizeMax - at - count);
        _bytes.AsSpan(at, kept).CopyTo(_bytes.AsSpan(at + count));
        piece[..count].CopyTo(_bytes.AsSpan(at));
        _size = at + count + kept;
    }
}
