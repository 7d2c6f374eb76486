using System.Runtime.Versioning;
using L4Balancer.Handover;

namespace L4Balancer.Fuzz.Targets.Handover;

/// <summary>
/// What the other process of a handover sends, and what was stored of sessions. The first byte says where it begins.
/// It is refused with a line for the operator, or taken: then what is written of it reads as the same. Descriptors are
/// closed, memory is bounded by what arrived, and the packets in which a message comes make no difference.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class HandoverTarget : FuzzTarget
{
    private const int MessageMax = 1000;
    private const int PacketMax = 64 * 1024;
    private const int PacketMin = 9;

    /// <summary>
    /// Besides a few KB for each byte: points of the history, and counters of a backend that is gone.
    /// </summary>
    private const long MemoryFixed = 32 * 1024 * 1024;

    private const long MemoryPerByte = 16 * 1024;

    public override string Name => "handover";

    public override int SizeMax => 16 * 1024;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. Latin(
            "null", "{}", "[]", "[null]", "-1", "9223372036854775807", "-9223372036854775808", "2147483647",
            "1e400", "\"\"", "true", "{\"", "\":", ",\"", "\"10.0.0.1:1\"", "\"unix:/x\"", "\"unix\"",
            "\"00:00:01\"", "\"-10675199.02:48:05.4775808\"", "\"10675199.02:48:05.4775807\"", "999"),
        HandoverScript.Middle.ToArray(), HandoverScript.End.ToArray(), [1, 0], [2, 0], [3, 0], [4, 1], [6, 0], [7, 2],
        [8, 0], [12, 0], [13, 0], [15, 0], [16, 2], [18, 0],
    ];

    public override IReadOnlyList<byte[]> Seeds => HandoverSeeds.Make();

    protected override (long Fixed, long PerByte) Budget => (3_000_000, 10_000);

    public override void Run(byte[] input)
    {
        if (input.Length == 0) return;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = Play(input);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Require(taken <= MemoryFixed + (MemoryPerByte * input.Length), "more memory than its length allows");
        var cut = CutOf(input);
        if (cut % 8 == 1)
            Require(Play(input, PacketMin + (cut % 200)) == outcome, "other packets have another meaning");
    }

    /// <summary>Why an input is refused; empty if it is not.</summary>
    internal static string Play(byte[] input, int packetMax = PacketMax)
    {
        var begin = (HandoverBegin)(input[0] % HandoverSeeds.Begins);
        var script = input[1..];
        if (begin == HandoverBegin.Stored) return Outcome(script, StoredScript.Play);
        using var packets =
            begin == HandoverBegin.Raw ? HandoverScript.PlayRaw(script) : HandoverScript.Play(script, packetMax);
        var outcome = Outcome(packets, packets => HandoverPlay.Run(packets, begin));
        Require(packets.AreAllClosed, "a descriptor is left open");
        return outcome;
    }

    private static string Outcome<T>(T input, Action<T> run)
    {
        try
        {
            run(input);
            return "";
        }
        catch (HandoverException e)
        {
            Require(e.Message.Length is > 0 and < MessageMax, "a message that nobody reads");
            Require(!e.Message.Any(char.IsControl), "a message of more than one line");
            return e.Message;
        }
    }
}

/// <summary>Where an input begins.</summary>
internal enum HandoverBegin
{
    /// <summary>Everything that a successor receives.</summary>
    State,

    /// <summary>Facts and sessions.</summary>
    Sessions,

    /// <summary>What is remembered, up to the totals.</summary>
    Memory,

    /// <summary>What a predecessor receives.</summary>
    Successor,

    /// <summary>Everything that a successor receives, in packets as they are.</summary>
    Raw,

    /// <summary>The file of stored sessions.</summary>
    Stored,
}
