using System.Runtime.Versioning;
using L4Balancer.Core;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// Visits the sessions of a worker that are running when the walk starts, for a caller that is not in a hurry: one
/// piece per turn of the loop, so that a million sessions hold nobody up. A session that ends meanwhile may be skipped;
/// every other one is visited once.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class SessionWalk
{
    /// <summary>Ending a session takes as long as this many visits: a few system calls.</summary>
    private const int EndWeight = 16;

    private readonly NativeWorker _worker;
    private readonly Func<NativeSession, bool> _look;
    private readonly Action _step;
    private readonly TaskCompletionSource? _done; // Null when nobody waits.
    private RunningList<NativeSession>.Walk? _way; // Loop only.

    private SessionWalk(NativeWorker worker, Func<NativeSession, bool> look, TaskCompletionSource? done)
    {
        (_worker, _look, _done) = (worker, look, done);
        _step = Step;
    }

    /// <param name="look">Called on the worker's loop for each session, which it may end; false stops the walk. An
    /// exception from it ends the walk, so exceptions of a session are caught by
    /// <see cref="NativeSession.Guard"/>.</param>
    public static Task RunAsync(NativeWorker worker, Func<NativeSession, bool> look)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Post(new SessionWalk(worker, look, done)._step);
        return done.Task;
    }

    /// <summary>The same for a caller that does not wait.</summary>
    public static void Begin(NativeWorker worker, Func<NativeSession, bool> look) =>
        worker.Post(new SessionWalk(worker, look, done: null)._step);

    private void Step()
    {
        try
        {
            _way ??= _worker.Running.BeginWalk();
            if (GoOn(_way))
            {
                _worker.Post(_step);
                return;
            }

            _way.Dispose();
            _done?.SetResult();
        }
        catch (Exception e)
        {
            // The waiter sees the exception; if there is none, the loop reports it.
            _way?.Dispose();
            if (_done is null) throw;
            _done.SetException(e);
        }
    }

    /// <summary>Runs one piece of the walk.</summary>
    /// <returns>False when the walk is over.</returns>
    private bool GoOn(RunningList<NativeSession>.Walk way)
    {
        for (var left = Limits.SessionsPerLook; left > 0;)
        {
            if (!way.TryNext(out var session) || !_look(session)) return false;
            left -= session.IsListed ? 1 : EndWeight;
        }

        return true;
    }
}
