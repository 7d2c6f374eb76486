namespace L4Balancer.Testing;

/// <summary>
/// Measures for how long the machine has not run this process, by a thread that sleeps and wakes too late. For tests
/// that need real time: one that shows nothing because the machine stood still is repeated, any other is not.
/// </summary>
internal sealed class Standstill : IDisposable
{
    /// <summary>Longer than a busy machine lets a thread wait.</summary>
    private static readonly TimeSpan Notable = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Sleep = TimeSpan.FromMilliseconds(5);

    private readonly Thread _thread;
    private long _longest; // Ticks; written by the thread only.
    private volatile bool _isOver;

    public Standstill()
    {
        _thread = new Thread(Watch) { IsBackground = true, Name = "standstill" };
        _thread.Start();
    }

    /// <summary>The longest one so far.</summary>
    public TimeSpan Longest => new(Volatile.Read(ref _longest));

    /// <summary>Measures, and again while that fails because the machine stood still.</summary>
    /// <param name="isGood">Whether a measurement shows what the test asks for.</param>
    /// <param name="tries">At most so often.</param>
    /// <returns>The last measurement, good or not.</returns>
    public static async Task<T> RepeatAsync<T>(Func<Task<T>> measure, Func<T, bool> isGood, int tries = 10)
    {
        while (true)
        {
            using var standstill = new Standstill();
            var result = await measure();
            if (isGood(result) || standstill.Longest < Notable || --tries == 0) return result;
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
    }

    private void Watch()
    {
        while (!_isOver)
        {
            var began = TimeProvider.System.GetTimestamp();
            Thread.Sleep(Sleep);
            var late = TimeProvider.System.GetElapsedTime(began) - Sleep;
            if (late > Longest) Volatile.Write(ref _longest, late.Ticks);
        }
    }
}
