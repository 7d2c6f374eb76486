namespace L4Balancer.Core.Simulation;

/// <summary>The sessions that began in a stretch of a <see cref="FeedbackSimulation"/>.</summary>
public sealed class FeedbackWindow(int servers)
{
    private readonly long[] _sessions = new long[servers];
    private readonly List<double> _seconds = [];

    public int Sessions => _seconds.Count;

    /// <summary>The most sessions that one balancer had on one server.</summary>
    public int ActiveMax { get; private set; }

    public double MeanSeconds => _seconds.Average();

    /// <summary>The part of all sessions that began at a server.</summary>
    public double Share(int server) => (double)_sessions[server] / Math.Max(1, Sessions);

    /// <param name="part">0 to 1: 0.99 is p99.</param>
    public double Quantile(double part)
    {
        _seconds.Sort();
        return _seconds[(int)Math.Min(_seconds.Count - 1, part * _seconds.Count)];
    }

    internal void Begin(int server, int active, double seconds)
    {
        _sessions[server]++;
        ActiveMax = Math.Max(ActiveMax, active);
        _seconds.Add(seconds);
    }
}
