using System.Runtime.Versioning;
using L4Balancer.Core;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// Looks at the running sessions of a worker for somebody who is not in a hurry: a piece per turn of the loop, so that
/// a million sessions hold nobody up. One that begins or ends meanwhile may be seen or not; no other is left out or
/// seen twice.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class SessionWalk
{
    private readonly NativeWorker _worker;
    private readonly Func<NativeSession, bool> _look;
    private readonly Action _step;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _next; // Loop only.

    private SessionWalk(NativeWorker worker, Func<NativeSession, bool> look)
    {
        (_worker, _look) = (worker, look);
        _step = Step;
    }

    /// <param name="look">Called on the worker's loop for each running session, which it may end; false is enough
    /// seen.</param>
    public static Task RunAsync(NativeWorker worker, Func<NativeSession, bool> look)
    {
        var walk = new SessionWalk(worker, look);
        worker.Post(walk._step);
        return walk._done.Task;
    }

    private void Step()
    {
        try
        {
            if (_worker.LookAtSome(ref _next, Limits.SessionsPerLook, _look)) _worker.Post(_step);
            else _done.SetResult();
        }
        catch (Exception e)
        {
            // Told to whoever waits: it must not end the loop.
            _done.SetException(e);
        }
    }
}
