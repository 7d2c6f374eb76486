using L4Balancer.Linux;

namespace L4Balancer.Bench.Load;

/// <summary>The kinds of errors that are counted.</summary>
internal static class ErrorKinds
{
    /// <summary>Connection refused.</summary>
    public const string Refused = "refused";

    /// <summary>RST, or a pipe that was closed.</summary>
    public const string Reset = "reset";

    /// <summary>The server ended the connection during a request, or without a request.</summary>
    public const string ClosedEarly = "closed-early";

    /// <summary>No connection or no answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>Not a valid answer to this request.</summary>
    public const string WrongAnswer = "wrong-answer";

    /// <summary>An error response of the protocol.</summary>
    public const string ErrorAnswer = "error-answer";

    /// <summary>redis: the key does not exist, as on a server where it was not set.</summary>
    public const string NoSuchKey = "no-such-key";

    /// <summary>This machine has no free port for one more connection to the target.</summary>
    public const string NoLocalPort = "no-local-port";

    /// <summary>This process or machine may open no more files.</summary>
    public const string NoDescriptor = "no-descriptor";

    public const string Unreachable = "unreachable";

    /// <summary>Other errors have the name of their errno.</summary>
    public static string Of(Errno errno) => errno switch
    {
        Errno.ECONNREFUSED or Errno.ENOENT => Refused,
        Errno.ECONNRESET or Errno.EPIPE => Reset,
        Errno.ETIMEDOUT => Timeout,
        Errno.EADDRNOTAVAIL => NoLocalPort,
        Errno.EMFILE or Errno.ENFILE => NoDescriptor,
        Errno.EHOSTUNREACH or Errno.ENETUNREACH or Errno.ENETDOWN or Errno.EHOSTDOWN => Unreachable,
        _ => errno.ToString(),
    };
}
