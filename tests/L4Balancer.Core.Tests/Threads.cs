namespace L4Balancer.Core.Tests;

/// <summary>Runs a test's work on several threads at once; an exception on any of them fails the test.</summary>
internal static class Threads
{
    public static void Run(int count, Action<int> work)
    {
        var tasks = Enumerable.Range(0, count)
            .Select(i => Task.Factory.StartNew(
                () => work(i), default, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        Task.WaitAll(tasks);
    }
}
