namespace L4Balancer.Core;

/// <summary>Every bound of the product, each with its reason.</summary>
public static partial class Limits
{
    /// <summary>
    /// A config of 10,000 backends with every key written out is about 2 MB; four times that is no config any more.
    /// </summary>
    public const int ConfigBytesMax = 8 * 1024 * 1024;

    /// <summary>
    /// Nodes of a config document after aliases are followed. 10,000 backends with every key are about 100,000 nodes.
    /// </summary>
    public const int ConfigNodesMax = 1_000_000;

    /// <summary>
    /// The config's own shape is six levels deep; the parser recurses, so depth is bounded well below the stack.
    /// </summary>
    public const int ConfigDepthMax = 32;

    /// <summary>More errors than this help nobody; the rest is counted.</summary>
    public const int ConfigErrorsMax = 100;

    /// <summary>
    /// Retries when the operator set none: three more backends bound the wait of a client to four connect timeouts.
    /// </summary>
    public const int DefaultRetriesMax = 3;

    /// <summary>
    /// `max-connections`: more sessions than this do not fit into the ports and the memory of one machine.
    /// </summary>
    public const int ConnectionsMax = 10_000_000;

    /// <summary>
    /// The largest weight of an entry: finer shares than 1 to 1000 are no longer seen in the traffic.
    /// </summary>
    public const int WeightMax = 1000;

    /// <summary>The highest tier; a pool with more than sixteen fallbacks is several pools.</summary>
    public const int TierMax = 15;

    /// <summary>
    /// Entries that an operator adds to one pool at run time. Each such act makes the table anew; who adds more than
    /// this has a config to write, or a host name to use.
    /// </summary>
    public const int AddedEntriesMax = 1000;

    /// <summary>
    /// The longest deadline of a drain; sessions that may run longer than a week are those of a maintenance.
    /// </summary>
    public static readonly TimeSpan DrainDeadlineMax = TimeSpan.FromDays(7);

    /// <summary>The excluded backends of a session live in a fixed array on its stack; this bounds `retries`.</summary>
    public const int RetriesMax = 15;

    /// <summary>
    /// Places lost to another thread between pick and acquire before a session is told that the pool is full.
    /// </summary>
    public const int LostRacesMax = 16;

    /// <summary>
    /// Draws, or hashes, of a pick before it scans: with half of the weight not to be had, 1 pick in 256 scans.
    /// </summary>
    public const int DrawsMax = 8;

    /// <summary>
    /// Turns that round-robin looks ahead for a stand-in before it scans; a retry has excluded at most a few backends.
    /// </summary>
    public const int LookAheadMax = 16;

    /// <summary>
    /// Control events waiting in each lane. Passive signals beyond it are dropped and counted; everybody else waits.
    /// </summary>
    public const int ControlQueueLength = 4096;

    /// <summary>
    /// Observations that are handled as one batch: whatever a full lane holds, in a few milliseconds for the decisions
    /// and as many more for the table of a pool of 10,000 backends.
    /// </summary>
    public const int ControlBatchMax = 4096;

    /// <summary>
    /// Requests that are handled before the observations have their turn: more than operators make at a time, and few
    /// enough that a script which adds backends one by one does not keep dead ones in the table.
    /// </summary>
    public const int ControlRequestsInRow = 16;

    /// <summary>
    /// A round-robin sequence is precomputed; 64 Ki turns hold any sensible weights exactly and stay within 256 KiB.
    /// </summary>
    public const int RoundRobinSequenceMax = 65_536;

    /// <summary>
    /// Slots of the source-hash table: the prime of the Maglev paper's small table (Eisenbud et al., NSDI 2016).
    /// </summary>
    public const int MaglevTableSize = 65_537;

    /// <summary>
    /// Sessions that a loop looks through before others have their turn: about a tenth of a millisecond of memory
    /// reads.
    /// </summary>
    public const int SessionsPerLook = 4096;

    /// <summary>
    /// Ended sessions that wait to become traces. Those beyond it are dropped and counted: a second of 4000 traced
    /// sessions is more than a collector is sent.
    /// </summary>
    public const int TraceQueueLength = 4096;

    /// <summary>
    /// Series of a metric that OTLP exports whatever was configured at the start; the default of OpenTelemetry. Room
    /// for twice the series at the start is made beside, for backends that come later.
    /// </summary>
    public const int OtlpSeriesMin = 2000;

    /// <summary>
    /// Records that wait for the access log, in memory of 8 MiB: more than a second of 50,000 sessions a second, which
    /// bridges the hiccups of a disk. A power of two.
    /// </summary>
    public const int AccessLogQueueLength = 65_536;

    /// <summary>
    /// How long a reset that is passed on waits for a peer that takes nothing of what came before it. It is dead by
    /// then, or does not care.
    /// </summary>
    public static readonly TimeSpan ResetPatience = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of the access log that are written at once: as much as a pipe takes.</summary>
    public const int AccessLogBatchBytes = 64 * 1024;
}
