using System.Runtime.Versioning;
using L4Balancer.Core;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// Goes through the sessions of a worker that run when it begins, for somebody who is not in a hurry: a piece per turn
/// of the loop, so that a million sessions hold nobody up. One that ends meanwhile may be left out; each other one is
/// seen once.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class SessionWalk
{
    /// <summary>To end a session takes as long as so many looks: a few calls of the kernel.</summary>
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

    /// <param name="look">Called on the worker's loop for each session, which it may end; false is enough seen. What it
    /// throws ends the walk, so what a session may throw is caught by <see cref="NativeSession.Guard"/>.</param>
    public static Task RunAsync(NativeWorker worker, Func<NativeSession, bool> look)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Post(new SessionWalk(worker, look, done)._step);
        return done.Task;
    }

    /// <summary>The same for somebody who does not wait for it.</summary>
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
            // For whoever waits; when nobody does, the loop reports it.
            _way?.Dispose();
            if (_done is null) throw;
            _done.SetException(e);
        }
    }

    /// <summary>A piece of the way.</summary>
    /// <returns>False when it is over.</returns>
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
