using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

/// <summary>
/// Servers whose response time grows with their utilisation, s / (1 - u), under the weights of the controller; without
/// chance, so that what moves is the controller alone. A step shows in the response times of the next interval.
/// </summary>
internal sealed class FluidPool(double[] serviceSeconds, int[] weights, double load)
{
    private readonly double _arrivals = load * serviceSeconds.Sum(s => 1 / s);
    private readonly double[] _took = new double[serviceSeconds.Length];

    public MeasuredWeight[] Known { get; private set; } =
        [.. Enumerable.Repeat(MeasuredWeight.New, serviceSeconds.Length)];

    public double[] Percents => [.. Known.Select(known => known.Percent)];

    /// <summary>The mean by configured weight.</summary>
    public double Mean => Known.Select((known, i) => known.Percent * weights[i]).Sum() / weights.Sum();

    public double[] Utilisations
    {
        get
        {
            var shares = Known.Select((known, i) => known.Percent * weights[i]).ToArray();
            var all = shares.Sum();
            return [.. shares.Select((share, i) => _arrivals * share / all * serviceSeconds[i])];
        }
    }

    /// <param name="noise">Multiplies the response time of a backend in this interval.</param>
    public void Interval(Func<int, double>? noise = null)
    {
        var readings = new MeasuredBackend[Known.Length];
        for (var i = 0; i < readings.Length; i++)
        {
            double? reading = _took[i] > 0 ? 1 / (_took[i] * (noise?.Invoke(i) ?? 1)) : null;
            readings[i] = new MeasuredBackend(Known[i], weights[i], reading);
        }

        Known = [.. WeightController.Next(readings)];
        var utilisations = Utilisations;

        // An overloaded server is not infinitely slow within one interval.
        for (var i = 0; i < _took.Length; i++) _took[i] = serviceSeconds[i] / Math.Max(0.02, 1 - utilisations[i]);
    }
}
