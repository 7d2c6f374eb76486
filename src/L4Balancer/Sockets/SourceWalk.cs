namespace L4Balancer.Sockets;

/// <summary>
/// The way of one connect through the addresses and ports of its source: each failure that is theirs leads to the next
/// one, as long as there is one.
/// </summary>
internal struct SourceWalk(int first, int addresses, int portTries)
{
    private readonly int _portTries = portTries;

    /// <summary>The address in turn; it grows, and stands for its remainder.</summary>
    public int Index { get; private set; } = first;

    /// <summary>Explicit binds left at this address.</summary>
    public int PortsLeft { get; private set; } = portTries;

    /// <summary>True if another socket may succeed.</summary>
    public readonly bool GoesOn => AddressesLeft > 0;

    /// <summary>Why this machine could not connect, in an operator's words; null if it is not to blame.</summary>
    public string? Cause { get; private set; }

    private int AddressesLeft { get; set; } = addresses;

    /// <summary>Takes one of the explicit binds.</summary>
    public bool TryTakePort()
    {
        if (PortsLeft == 0) return false;
        PortsLeft--;
        return true;
    }

    /// <summary>This port did not do; the next one of the same address may.</summary>
    public void FailPort(string cause)
    {
        Cause = cause;
        if (PortsLeft == 0) FailAddress(cause);
    }

    /// <summary>This address did not do.</summary>
    public void FailAddress(string cause)
    {
        (Cause, PortsLeft) = (cause, _portTries);
        Index++;
        AddressesLeft--;
    }

    /// <summary>No address would do.</summary>
    public void Fail(string cause) => (Cause, AddressesLeft) = (cause, 0);

    /// <summary>Another socket is tried.</summary>
    public void Clear() => Cause = null;

    /// <summary>The failure is not of the source.</summary>
    public void End() => (Cause, AddressesLeft) = (null, 0);
}
