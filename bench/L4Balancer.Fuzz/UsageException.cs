namespace L4Balancer.Fuzz;

/// <summary>The command line asks for something that does not exist; the message is for whoever wrote it.</summary>
internal sealed class UsageException(string message) : Exception(message);
