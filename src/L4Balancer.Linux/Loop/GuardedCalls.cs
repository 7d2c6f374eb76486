namespace L4Balancer.Linux.Loop;

/// <summary>
/// Calls what a loop has to call so that an exception ends that one call and nothing else: the rest of the batch, of
/// the mailbox and of the timers comes all the same. The loop's thread only.
/// </summary>
/// <param name="onFault">Is told each exception that nobody else caught.</param>
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
            // Nobody is left to report it to, and a log with a bug must not end the loop.
        }
    }
}
