using System.Net;
using System.Net.Sockets;
using L4Balancer.Bench.Load.Reports;
using L4Balancer.Bench.Load.Workers;
using LinuxAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Bench.Load;

/// <summary>One run of the load generator.</summary>
internal static class LoadRun
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    /// <param name="progress">Receives a line every second; null for none.</param>
    /// <param name="cancellationToken">Ends the run early, with the report so far.</param>
    /// <exception cref="LoadException">The target cannot be reached at all.</exception>
    public static async Task<LoadOutcome> RunAsync(
        LoadOptions options, TextWriter? progress, CancellationToken cancellationToken)
    {
        var address = await FindTargetAsync(options, cancellationToken);
        var plan = new LoadPlan(options, address, Nanoseconds.Now);
        var workers = Enumerable.Range(0, options.Threads).Select(i => new LoadWorker(plan, i)).ToArray();
        try
        {
            var threads = workers.Select(w => Task.Factory.StartNew(
                w.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            await using var stopping = cancellationToken.Register(() => StopAll(workers));
            var ended = Task.WhenAll(threads);
            await ReportProgressAsync(ended, plan, workers, progress);
            await ended;
            return LoadOutcome.Of(plan, workers);
        }
        finally
        {
            foreach (var worker in workers) worker.Dispose();
        }
    }

    private static void StopAll(LoadWorker[] workers)
    {
        foreach (var worker in workers) worker.Stop();
    }

    private static async Task ReportProgressAsync(
        Task ended, LoadPlan plan, LoadWorker[] workers, TextWriter? progress)
    {
        var line = new ProgressLine(plan, workers);
        while (progress is not null && await Task.WhenAny(ended, Task.Delay(ProgressEvery)) != ended)
            await progress.WriteLineAsync(line.Next(Nanoseconds.Now));
    }

    /// <summary>Connects once, so that an unreachable service is reported in one line instead of a count.</summary>
    private static async Task<LinuxAddress> FindTargetAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Timeout);
        try
        {
            var target = await options.Target.ResolveAsync(deadline.Token);
            var isUnix = target is UnixDomainSocketEndPoint;
            var type = isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp;
            using var socket = new Socket(target.AddressFamily, SocketType.Stream, type);
            await socket.ConnectAsync(target, deadline.Token);
            return target is IPEndPoint ip
                ? LinuxAddress.Of(ip.Address, ip.Port)
                : LinuxAddress.OfUnix(options.Target.Host);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LoadException($"{options.Target.Text}: no connection within {options.Timeout.TotalSeconds} s.");
        }
        catch (SocketException e)
        {
            // For a path that does not exist the framework's message is misleading.
            var isMissing = options.Target.IsUnix && e.SocketErrorCode == SocketError.AddressNotAvailable;
            throw new LoadException($"{options.Target.Text}: {(isMissing ? "there is no such socket" : e.Message)}.");
        }
    }
}

/// <summary>A run could not start; the message is for the user.</summary>
internal sealed class LoadException(string message) : Exception(message);
