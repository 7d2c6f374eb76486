namespace L4Balancer.Cli;

/// <summary>The exit codes of the command.</summary>
public static class ExitCodes
{
    public const int Success = 0;

    /// <summary>
    /// The configuration has errors, or a certificate, key or token that it refers to cannot be used; all errors were
    /// printed. Retrying does not help.
    /// </summary>
    public const int InvalidConfig = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The daemon could not start: an address cannot be bound. That may be temporary.</summary>
    public const int CannotStart = 3;

    /// <summary>A part of the daemon failed while running; a service manager should restart it.</summary>
    public const int Failed = 4;

    /// <summary>The demo saw errors at its clients.</summary>
    public const int DemoErrors = 5;

    /// <summary><c>status</c> was printed and says that clients are not served.</summary>
    public const int NotReady = 6;

    /// <summary>The daemon could not be queried: it was not found, or did not accept the caller.</summary>
    public const int NoDaemon = 7;

    /// <summary>The daemon refused and said why; nothing changed.</summary>
    public const int Refused = 8;

    /// <summary>Some lines of an imported configuration were not taken over; the YAML was written.</summary>
    public const int LinesLeft = 9;

    /// <summary>For the help of the root command.</summary>
    public const string Text = """
        Exit codes:
          0  success
          1  the configuration or the scenario has errors, or refers to a file that cannot be used
          2  the command line is wrong
          3  the daemon could not start: an address cannot be bound
          4  a part of the daemon failed while running
          5  the demo saw errors at its clients
          6  status: the daemon, or the requested pool, is not ready
          7  the daemon could not be queried: not found, no permission, wrong token
          8  the daemon refused: not found, not allowed, or changed in the meantime
          9  import: the configuration was written, and some lines were not taken over
        """;
}
