using L4Balancer.Core;
using L4Balancer.Core.Health;

namespace L4Balancer.Fuzz.Targets;

/// <summary>The line of an agent: what is understood is within its bounds, and can be shown to an operator.</summary>
internal sealed class AgentLineTarget : FuzzTarget
{
    public override string Name => "agent-line";

    public override int SizeMax => 1024;

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        "up", "down", "fail", "stopped", "ready", "drain", "maint", "weight:", "maxconn:", "%", "#", ",", " ", "\t",
        "\r\n", "\0",
        "100%", "256%", "99999999999%", "\u00c3\u00a9", "\u00f0\u009f\u0098\u0080", "\u001b[31m");

    public override IReadOnlyList<byte[]> Seeds { get; } = Latin(
        "up 75% maxconn:30 # fine\n", "drain\r\n", "DOWN,weight:50%#x\n", "stopped bogus\0", "ready 100%\nmaint\n");

    public override void Run(byte[] input)
    {
        var length = AgentLine.LengthOf(input);
        Require(length < input.Length, "a line that is longer than what was received");
        ReadOnlySpan<byte> line = length < 0 ? input : input.AsSpan(0, length);
        var answer = AgentLine.Parse(line);
        Require(answer.Percent is null or (>= 0 and <= Limits.AgentPercentMax), "a percentage out of range");
        Require(answer.MaxConnections is null or >= 0, "a negative limit");
        Require(answer.Comment.Length <= Limits.AgentCommentMax, "a comment that is too long");
        Require(!answer.Comment.Any(char.IsControl), "a comment with control characters");
        Require(answer.Unknown is null || !answer.Unknown.Any(char.IsControl), "a word with control characters");
        Require(AgentLine.Parse(line) == answer, "another answer for the same line");
    }
}
