namespace L4Balancer.Linux.Loop;

/// <summary>
/// Makes the calls of a loop so that an exception ends only that one call: the rest of the batch, the mailbox and the
/// timers still run. The loop's thread only.
/// </summary>
/// <param name="onFault">Receives each unhandled exception.</param>
internal sealed class GuardedCalls(Action<Exception> onFault)
{
    public void Ready(LoopSource source, int tag, Readiness events)
    {
        try
        {
            source.OnReady(tag, events);
        }
        catch (Exception e)
        {
            Fail(source, e);
        }
    }

    public void Timer(LoopSource source)
    {
        try
        {
            source.OnTimer();
        }
        catch (Exception e)
        {
            Fail(source, e);
        }
    }

    public void Again(LoopSource source)
    {
        try
        {
            source.OnAgain();
        }
        catch (Exception e)
        {
            Fail(source, e);
        }
    }

    public void Run(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            Report(e);
        }
    }

    private void Fail(LoopSource source, Exception fault)
    {
        Report(fault);
        try
        {
            source.OnFault();
        }
        catch (Exception e)
        {
            Report(e);
        }
    }

    private void Report(Exception fault)
    {
        try
        {
            onFault(fault);
        }
        catch
        {
            // There is nothing left to report it to, and a bug in logging must not end the loop.
        }
    }
}
