namespace L4Balancer.Core.Simulation;

/// <summary>
/// A server whose response time grows with its load: sessions queue for one of its cores, in the order of their
/// arrival. With random arrivals and one core that is the textbook M/M/1: s / (1 - utilisation) on average.
/// </summary>
/// <param name="serviceSeconds">The work of a session, exponentially distributed with this mean.</param>
public sealed class FeedbackServer(double serviceSeconds, int cores = 1)
{
    private readonly double[] _freeAt = new double[cores];

    /// <summary>Can be changed at any time: a server that becomes slower, or faster.</summary>
    public double ServiceSeconds { get; set; } = serviceSeconds;

    /// <summary>Added to every response, whatever the load: a longer way.</summary>
    public double DelaySeconds { get; set; }

    /// <summary>Sessions per second that it can serve.</summary>
    public double Capacity => _freeAt.Length / ServiceSeconds;

    /// <summary>Queues a session, and returns when it is answered.</summary>
    /// <param name="work">A multiple of the mean.</param>
    internal double Serve(double now, double work)
    {
        var core = 0;
        for (var i = 1; i < _freeAt.Length; i++)
        {
            if (_freeAt[i] < _freeAt[core]) core = i;
        }

        _freeAt[core] = Math.Max(now, _freeAt[core]) + work * ServiceSeconds;
        return _freeAt[core] + DelaySeconds;
    }
}
