namespace L4Balancer.Cli.Connection;

/// <summary>The daemon could not be reached, or refused. The message is for the operator, one line or a few.</summary>
internal sealed class AdminException(string message, int exitCode) : Exception(message)
{
    public int ExitCode => exitCode;

    public static AdminException NoDaemon(string message) => new(message, ExitCodes.NoDaemon);

    public static AdminException Refused(string message) => new(message, ExitCodes.Refused);
}
