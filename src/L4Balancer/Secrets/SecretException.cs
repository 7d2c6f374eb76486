namespace L4Balancer.Secrets;

/// <summary>A secret, or a file beside it, cannot be read or used. The message is for the operator.</summary>
internal sealed class SecretException(string problem) : Exception(problem);
