namespace L4Balancer.DataPlane.Protocols;

/// <summary>
/// Reads what a MySQL server can do from its greeting, however it is cut into pieces. A mutable value.
/// </summary>
internal struct MySqlGreeting
{
    private const byte Version10 = 10;

    // After the version of the server, which ends with a zero.
    private const int CapabilitiesLow = 13; // A thread number, 8 bytes of the challenge, and a filler are before it.
    private const int CapabilitiesHigh = 18; // The character set and the status are before it.

    private int _at; // -1 within the version of the server.
    private bool _hasBegun;

    /// <summary>The protocol is the one that all servers of this century speak.</summary>
    public bool IsUnderstood { get; private set; }

    /// <summary>Complete once the greeting is.</summary>
    public uint Capabilities { get; private set; }

    public void Read(ReadOnlySpan<byte> piece)
    {
        foreach (var value in piece)
        {
            if (!_hasBegun) (_hasBegun, IsUnderstood, _at) = (true, value == Version10, -1);
            else if (_at < 0) _at = value == 0 ? 0 : -1;
            else Take(value);
        }
    }

    private void Take(byte value)
    {
        var shift = _at switch
        {
            CapabilitiesLow => 0,
            CapabilitiesLow + 1 => 8,
            CapabilitiesHigh => 16,
            CapabilitiesHigh + 1 => 24,
            _ => -1,
        };
        if (shift >= 0) Capabilities |= (uint)value << shift;
        if (_at <= CapabilitiesHigh + 1) _at++;
    }
}
