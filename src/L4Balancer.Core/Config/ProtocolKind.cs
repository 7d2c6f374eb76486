namespace L4Balancer.Core.Config;

/// <summary>The protocol that the sessions of a pool speak, as far as it is observed.</summary>
public enum ProtocolKind
{
    /// <summary>The bytes mean nothing to the balancer.</summary>
    None,

    /// <summary>MySQL and MariaDB.</summary>
    Mysql,

    /// <summary>PostgreSQL, and what speaks its protocol.</summary>
    Postgresql,

    /// <summary>Redis, Valkey and what speaks RESP.</summary>
    Redis,
}
