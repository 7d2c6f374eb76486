namespace L4Balancer.Fuzz;

/// <summary>The command line asks for something that there is not; the message says what, for whoever wrote it.</summary>
internal sealed class UsageException(string message) : Exception(message);
