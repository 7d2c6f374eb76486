namespace L4Balancer.Bench.Load.Protocols;

/// <summary>The same message each time, and its echo: for what a balancer reads before it picks a backend.</summary>
internal sealed class MessageCodec(byte[] message) : MatchingCodec(message, message.Length, message, message.Length);
