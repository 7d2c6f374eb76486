namespace L4Balancer.Core.Config;

/// <summary>The role that a database server must have to serve a pool.</summary>
public enum PoolRole
{
    /// <summary>Roles do not count.</summary>
    Any,

    /// <summary>For writers: the one primary.</summary>
    Primary,

    /// <summary>For readers: the replicas.</summary>
    Replica,
}

/// <summary>Which primary a pool uses while several servers say that they are.</summary>
public enum SplitBrainChoice
{
    /// <summary>None of them, until it is over.</summary>
    None,

    /// <summary>The one that was seen to become primary last.</summary>
    Newest,
}

/// <summary>What happens to the running sessions of a backend that no longer has the role.</summary>
public enum OnRoleChangeAction
{
    Reset,
    Keep,
}
