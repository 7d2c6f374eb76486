namespace L4Balancer.Core;

/// <summary>Every bound of the product, each with its reason.</summary>
public static class Limits
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
    /// Control events waiting. Passive signals beyond it are dropped and counted; everybody else waits.
    /// </summary>
    public const int ControlQueueLength = 4096;

    /// <summary>
    /// A round-robin sequence is precomputed; 64 Ki turns hold any sensible weights exactly and stay within 256 KiB.
    /// </summary>
    public const int RoundRobinSequenceMax = 65_536;

    /// <summary>
    /// Slots of the source-hash table: the prime of the Maglev paper's small table (Eisenbud et al., NSDI 2016).
    /// </summary>
    public const int MaglevTableSize = 65_537;

    /// <summary>Bytes that a probe sends or expects.</summary>
    public const int ProbeBytesMax = 4096;

    /// <summary>
    /// Probes in flight at the same time, so that 10,000 backends that hang do not take all file descriptors.
    /// </summary>
    public const int ProbesInFlightMax = 512;

    /// <summary>
    /// Addresses that one host name may stand for. A DNS answer is at most 64 KiB, and holds no more A records than
    /// this.
    /// </summary>
    public const int AddressesPerNameMax = 4096;

    /// <summary>Events that the journal keeps: days of a quiet balancer, and the story of a bad hour.</summary>
    public const int JournalLength = 1000;

    /// <summary>Sessions of one answer of the admin API.</summary>
    public const int SessionPageMax = 1000;
}
