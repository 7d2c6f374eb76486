using L4Balancer.Core.Config;

namespace L4Balancer.Core.Health;

/// <summary>Connects, and sends and expects step by step.</summary>
/// <param name="Tls">Null is plain text.</param>
public sealed record StepsProbeSpec(ValueList<ProbeStep> Steps, ProbeTlsConfig? Tls) : ProbeSpec
{
    public override bool IsAnswered => Tls is not null || Steps.Any(step => step.Send is null);
}

/// <summary>Logs in to MySQL or MariaDB and asks for its role; without a login it only reads the greeting.</summary>
public sealed record MySqlProbeSpec(ProbeLoginConfig? Login, ProbeTlsConfig? Tls, ProbeQueryConfig? Query) : ProbeSpec;

/// <summary>
/// Logs in to PostgreSQL and asks for its role; without a login it reads the answer to a startup message.
/// </summary>
public sealed record PostgresProbeSpec(
    ProbeLoginConfig? Login, ProbeTlsConfig? Tls, ProbeQueryConfig? Query) : ProbeSpec;

/// <summary>Asks Redis for its role and its link to the primary.</summary>
public sealed record RedisProbeSpec(ProbeLoginConfig? Login, ProbeTlsConfig? Tls, RedisProbeConfig Redis) : ProbeSpec;

/// <summary>Sends a request and judges the response.</summary>
/// <param name="Tls">Null is plain HTTP.</param>
public sealed record HttpProbeSpec(HttpProbeConfig Http, ProbeTlsConfig? Tls) : ProbeSpec;

/// <summary>Completes a TLS handshake.</summary>
public sealed record TlsProbeSpec(ProbeTlsConfig Tls) : ProbeSpec;

/// <summary>Runs a program; its exit code is the outcome.</summary>
/// <param name="Command">The program and its arguments.</param>
public sealed record CommandProbeSpec(ValueList<string> Command) : ProbeSpec;
