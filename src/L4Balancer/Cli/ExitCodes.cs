namespace L4Balancer.Cli;

/// <summary>What the command's exit code says.</summary>
public static class ExitCodes
{
    public const int Success = 0;

    /// <summary>
    /// The configuration has errors, or a certificate, key or token that it names cannot be used; all of them were
    /// printed. Trying again does not help.
    /// </summary>
    public const int InvalidConfig = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The daemon could not start: an address cannot be bound. That may pass.</summary>
    public const int CannotStart = 3;

    /// <summary>A part of the daemon failed while it ran; a service manager should start it again.</summary>
    public const int Failed = 4;

    /// <summary>The demo saw errors at its clients.</summary>
    public const int DemoErrors = 5;

    /// <summary><c>status</c> was shown, and says that clients are not served.</summary>
    public const int NotReady = 6;

    /// <summary>The daemon could not be asked: it was not found, or does not know who asks.</summary>
    public const int NoDaemon = 7;

    /// <summary>The daemon was asked and said no, and why; nothing changed.</summary>
    public const int Refused = 8;

    /// <summary>For the help of the root command.</summary>
    public const string Text = """
        Exit codes:
          0  success
          1  the configuration has errors, or names a certificate, key or token that cannot be used
          2  the command line is wrong
          3  the daemon could not start: an address cannot be bound
          4  a part of the daemon failed while it ran
          5  the demo saw errors at its clients
          6  status: the daemon, or the pool that was asked for, is not ready
          7  the daemon could not be asked: not found, no permission, wrong token
          8  the daemon refused: not there, not allowed, or changed meanwhile
        """;
}
