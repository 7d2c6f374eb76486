using L4Balancer.Core;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <content>What a relay begins with besides its sockets, and how it is taken out and put back.</content>
internal partial struct NativeRelay
{
    /// <summary>
    /// What the backend is to get before anything that is read from now on; after <see cref="Prepare"/>, before the
    /// first <see cref="Pump"/>.
    /// </summary>
    /// <param name="header">Not counted as the client's.</param>
    /// <param name="preread">Read from the client before, and counted as its own.</param>
    /// <exception cref="InvariantException">They are more than <see cref="Limits.HeldBytesMax"/>.</exception>
    public void Seed(ReadOnlySpan<byte> header, ReadOnlySpan<byte> preread, RelayTools tools) =>
        _upload.Seed(header, preread, tools);

    /// <summary>
    /// What it holds, for another relay of the same two connections to go on with. This one moves nothing any more; its
    /// counts stay.
    /// </summary>
    public RelayState TakeOut(RelayTools tools)
    {
        var state = new RelayState(_upload.TakeOut(tools), _download.TakeOut(tools), _ending, _moved, _resetWait);
        _resetWait = null;
        return state;
    }

    /// <summary>Goes on where another relay was taken out; <see cref="Resume"/> is to be called next.</summary>
    public void PutBack(RelayState state, RelayTools tools, bool isClientUnix, bool isServerUnix)
    {
        _upload.PutBack(state.Upload, isUpload: true, isClientUnix, tools);
        _download.PutBack(state.Download, isUpload: false, isServerUnix, tools);
        (_ending, _moved, _resetWait) = (state.Ending, state.Moved, state.Reset);
    }

    /// <summary>The first turn after <see cref="PutBack"/>: no event will ask for it.</summary>
    public RelayAsks Resume(in RelayPath path)
    {
        if (IsAwaitingReset) return ContinueReset(path);
        return _upload.IsEnded && _download.IsEnded ? RelayAsks.Close : Pump(path);
    }
}
