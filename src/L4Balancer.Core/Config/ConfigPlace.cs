namespace L4Balancer.Core.Config;

/// <summary>A location in a config file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 code units.</param>
public readonly record struct ConfigPlace(int Line, int Column);
