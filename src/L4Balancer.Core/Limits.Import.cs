namespace L4Balancer.Core;

/// <summary>Bounds of what is imported from other balancers' configurations.</summary>
public static partial class Limits
{
    /// <summary>Directives of an imported configuration with all that it includes: published ones have hundreds.
    /// </summary>
    public const int ImportDirectivesMax = 100_000;

    /// <summary>Words of one line: a list of networks may be long, and nobody writes more by hand.</summary>
    public const int ImportWordsMax = 2_048;

    /// <summary>Blocks within blocks of nginx: the format needs four.</summary>
    public const int ImportDepthMax = 32;

    /// <summary>Files that an imported configuration may include: the usual layout has one per server.</summary>
    public const int ImportFilesMax = 1_000;

    /// <summary>
    /// Networks of one imported access list, because each is compared with all before it; longer lists are files.
    /// </summary>
    public const int ImportNetworksMax = 2_000;

    /// <summary>Ports of one range of a listener: each becomes an address of its own.</summary>
    public const int ImportPortsMax = 1_000;

    /// <summary>Listeners, pools and backends of an imported configuration.</summary>
    public const int ImportBackendsMax = 20_000;

    /// <summary>
    /// Each round removes what the reader of our configuration refuses; a value whose removal makes another one wrong
    /// takes a further round.
    /// </summary>
    public const int ImportRoundsMax = 8;
}
