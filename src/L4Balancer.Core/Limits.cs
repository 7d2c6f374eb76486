namespace L4Balancer.Core;

/// <summary>Every bound of the product, each with its reason.</summary>
public static partial class Limits
{
    /// <summary>
    /// A config of 10,000 backends with every key is about 2 MB; four times that is not a plausible config.
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

    /// <summary>More errors than this are not helpful; the rest is counted.</summary>
    public const int ConfigErrorsMax = 100;

    /// <summary>
    /// The default number of retries: three more backends limit the wait of a client to four connect timeouts.
    /// </summary>
    public const int DefaultRetriesMax = 3;

    /// <summary>
    /// `max-connections`: more sessions than this do not fit into the ports and the memory of one machine.
    /// </summary>
    public const int ConnectionsMax = 10_000_000;

    /// <summary>
    /// The largest weight of an entry: finer shares than 1 to 1000 make no visible difference in the traffic.
    /// </summary>
    public const int WeightMax = 1000;

    /// <summary>The highest tier; a pool with more than sixteen fallbacks is several pools.</summary>
    public const int TierMax = 15;

    /// <summary>
    /// Entries that an operator adds to one pool at run time. Each addition rebuilds the table; for more than
    /// this, edit the config or use a host name.
    /// </summary>
    public const int AddedEntriesMax = 1000;

    /// <summary>
    /// Between two tables that show only changed weights of one pool. Each costs a new view of the pool and, for the
    /// hashing policies, a pass over its slots; nobody notices a weight that is a tenth of a second old.
    /// </summary>
    public static readonly TimeSpan WeightTablesPause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The longest deadline of a drain; for sessions that may run longer than a week use maintenance.
    /// </summary>
    public static readonly TimeSpan DrainDeadlineMax = TimeSpan.FromDays(7);

    /// <summary>The excluded backends of a session are stored in a fixed array; this bounds `retries`.</summary>
    public const int RetriesMax = 15;

    /// <summary>
    /// Slots lost to another thread between pick and acquire before a session is refused because the pool is full.
    /// </summary>
    public const int LostRacesMax = 16;

    /// <summary>
    /// Draws, or hashes, of a pick before it scans: with half of the weight unavailable, 1 pick in 256 scans.
    /// </summary>
    public const int DrawsMax = 8;

    /// <summary>
    /// Turns that round-robin looks ahead for a substitute before it scans; a retry has excluded at most a few
    /// backends.
    /// </summary>
    public const int LookAheadMax = 16;

    /// <summary>
    /// Control events queued in each lane. Further passive signals are dropped and counted; all other senders wait.
    /// </summary>
    public const int ControlQueueLength = 4096;

    /// <summary>
    /// Observations that are handled as one batch: the content of a full lane, in a few milliseconds for the decisions
    /// and a few more for the table of a pool of 10,000 backends.
    /// </summary>
    public const int ControlBatchMax = 4096;

    /// <summary>
    /// Requests that are handled before observations get their turn: more than operators make at a time, and few
    /// enough that a script that adds backends one by one does not keep dead ones in the table.
    /// </summary>
    public const int ControlRequestsInRow = 16;

    /// <summary>
    /// A round-robin sequence is precomputed; 64 Ki turns represent any sensible weights exactly and stay within 256
    /// KiB.
    /// </summary>
    public const int RoundRobinSequenceMax = 65_536;

    /// <summary>
    /// Slots of the source-hash table: the prime of the Maglev paper's small table (Eisenbud et al., NSDI 2016).
    /// </summary>
    public const int MaglevTableSize = 65_537;

    /// <summary>
    /// Sessions that a loop examines before other work gets its turn: about a tenth of a millisecond of memory
    /// reads.
    /// </summary>
    public const int SessionsPerLook = 4096;

    /// <summary>
    /// Ended sessions queued for tracing. Further ones are dropped and counted: a second of 4000 traced
    /// sessions is more than is sent to a collector.
    /// </summary>
    public const int TraceQueueLength = 4096;

    /// <summary>
    /// The minimum number of series per metric that OTLP exports; the default of OpenTelemetry. Room
    /// for twice the series at the start is added, for backends that are added later.
    /// </summary>
    public const int OtlpSeriesMin = 2000;

    /// <summary>
    /// Records queued for the access log, 8 MiB of memory: more than a second at 50,000 sessions per second, which
    /// bridges the hiccups of a disk. A power of two.
    /// </summary>
    public const int AccessLogQueueLength = 65_536;

    /// <summary>
    /// How long passing on a reset waits for a peer that does not read the data before it. It is dead by
    /// then, or does not care.
    /// </summary>
    public static readonly TimeSpan ResetPatience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Bytes that one direction of a session holds when it begins: the largest `buffer-size` and the read that went
    /// beyond it. What is read of a client before it has a backend, and a header in front of that, are far less.
    /// </summary>
    public const int HeldBytesMax = 16 * 1024 * 1024 + 64 * 1024;

    /// <summary>The time for a successor to start: it resolves host names for up to 5 s, and compiles.</summary>
    public static readonly TimeSpan HandoverStartPatience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a successor may take for a step while the sessions are stopped; then they go on where they were.
    /// </summary>
    public static readonly TimeSpan HandoverPatience = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a successor waits for the last figures of its predecessor, which ends within 3 s. The admin side starts
    /// afterwards; clients are served all the while.
    /// </summary>
    public static readonly TimeSpan HandoverEndPatience = TimeSpan.FromSeconds(10);

    /// <summary>The JSON of one message of a handover: the state of a large balancer.</summary>
    public const int HandoverValueMax = 256 * 1024 * 1024;

    /// <summary>
    /// Sessions that a handover describes before their connections come: as many as a process can have descriptors for
    /// (fs.nr_open). Their terms are no more.
    /// </summary>
    public const int HandoverSessionsMax = 512 * 1024;

    /// <summary>Parts of what is remembered that are kept until they can be used: there are two.</summary>
    public const int HandoverPartsMax = 8;

    /// <summary>The bytes of one message of a handover: those of one session that holds as many as it may.</summary>
    public const int HandoverBytesMax = 3 * HeldBytesMax;

    /// <summary>Bytes of the access log per write: the capacity of a pipe.</summary>
    public const int AccessLogBatchBytes = 64 * 1024;
}
