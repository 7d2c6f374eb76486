using System.Globalization;
using System.Text;
using L4Balancer.Core.Health;
using Microsoft.Extensions.Logging;

namespace L4Balancer.ServerAgent;

/// <summary>Makes the line with which the agent answers, anew at every sample. One thread at a time.</summary>
internal sealed class HostSampler(
    IHostReader reader, StateFile state, WeightRules rules, TimeSpan smoothing, TimeProvider time, ILogger log)
{
    private HostReading _before = reader.Read();
    private long _at = time.GetTimestamp();
    private SmoothWeight _weight = new(smoothing);
    private HostState _state = HostState.Up;

    /// <summary>Reads the figures since the last sample, and makes the line; ends with a newline.</summary>
    public byte[] Next()
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_at, now);
        var reading = reader.Read();
        var figures = HostFigures.Between(_before, reading, elapsed);
        (_before, _at) = (reading, now);
        var wanted = state.Read();
        if (wanted != _state) Tell(wanted);
        _state = wanted;
        var weight = (int)Math.Round(_weight.Next(rules.WeightOf(figures), elapsed));
        return Encoding.UTF8.GetBytes(Line(wanted, Math.Max(rules.Floor, weight), figures));
    }

    private static string Line(HostState state, int weight, HostFigures figures)
    {
        var comment = state.Comment.Length == 0 ? "" : state.Comment + "; ";
        return string.Create(CultureInfo.InvariantCulture, $"{state.Words} {weight}% # {comment}{figures}\n");
    }

    private void Tell(HostState wanted)
    {
        log.AgentState(wanted.Words, wanted.Comment.Length == 0 ? "" : $" ({wanted.Comment})");
        if (wanted.Unknown is { } word) log.AgentStateUnclear(word);
    }
}
