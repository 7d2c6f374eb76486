namespace L4Balancer.Probes.Streams;

/// <summary>The backend has failed a probe. The message is the cause, in a few words for the operator.</summary>
internal sealed class ProbeFailedException(string cause) : Exception(cause);
