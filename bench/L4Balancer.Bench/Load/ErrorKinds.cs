using L4Balancer.Linux;

namespace L4Balancer.Bench.Load;

/// <summary>The kinds by which errors are counted.</summary>
internal static class ErrorKinds
{
    /// <summary>Nobody listens there.</summary>
    public const string Refused = "refused";

    /// <summary>RST, or a pipe that was closed.</summary>
    public const string Reset = "reset";

    /// <summary>The server ended the connection while a request was under way, or without having been asked.</summary>
    public const string ClosedEarly = "closed-early";

    /// <summary>No connection or no answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>Not what the protocol has as an answer to this request.</summary>
    public const string WrongAnswer = "wrong-answer";

    /// <summary>The server said, as its protocol has it, that it refuses or failed.</summary>
    public const string ErrorAnswer = "error-answer";

    /// <summary>redis: the key is not there, as on a server that did not see it set.</summary>
    public const string NoSuchKey = "no-such-key";

    /// <summary>This machine has no free port for one more connection to the target.</summary>
    public const string NoLocalPort = "no-local-port";

    /// <summary>This process or machine may open no more files.</summary>
    public const string NoDescriptor = "no-descriptor";

    public const string Unreachable = "unreachable";

    /// <summary>Anything else has the name of its errno.</summary>
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
