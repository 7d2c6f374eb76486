namespace L4Balancer.Bench.Soak.Sides;

/// <summary>The backend's end of a session, whose kind the client's first bytes tell.</summary>
internal sealed class BackendStream(SoakSide side, int fd) : SoakStream(side, fd)
{
    private readonly byte[] _header = new byte[StreamBytes.HeaderLength];
    private int _headerFilled;
    private long _answered;

    protected override bool IsClient => false;

    protected override int TakePrefix(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, StreamBytes.HeaderLength - _headerFilled);
        if (count == 0) return 0;
        bytes[..count].CopyTo(_header.AsSpan(_headerFilled));
        _headerFilled += count;
        if (_headerFilled == StreamBytes.HeaderLength) Greet();
        return count;
    }

    public override void Finish()
    {
        // What kind of session it is, and which, is not known yet.
        if (_headerFilled == StreamBytes.HeaderLength) base.Finish();
    }

    protected override void OnReceived()
    {
        if (Kind != StreamKind.Chatty || IsFinishing) return;
        for (; Received - _answered >= StreamPace.Request; _answered += StreamPace.Request)
            Allowance += StreamPace.Answer;
    }

    protected override void OnPeerEnded()
    {
        if (Kind is StreamKind.Preread or StreamKind.Brief) Finish();
        if (_headerFilled < StreamBytes.HeaderLength) End(_headerFilled == 0 ? null : "ended in its header");
    }

    protected override void OnTimer()
    {
        if (IsFinishing || IsOver || StreamPace.Of(Kind) is not { } pace) return;
        Allowance = Math.Min(Allowance + pace.Bytes, 2L * pace.Bytes);
        Side.Loop.SetTimer(this, Side.Loop.Now + pace.Pause);
        Turn();
    }

    private void Greet()
    {
        if (StreamBytes.ParseHeader(_header) is not { } header)
        {
            Side.CountWrong();
            End("a header is wrong");
            return;
        }

        (Id, Kind, Allowance) = (header.Id, header.Kind, StreamPace.Greeting);
        if (Kind == StreamKind.SlowReader) Allowance = long.MaxValue / 2;
        if (Kind == StreamKind.BackendEnded) IsToEnd = true;
        else if (StreamPace.Of(Kind) is { } pace) Side.Loop.SetTimer(this, Side.Loop.Now + pace.Pause);
        if (Side.IsFinishing) Finish();
    }
}
