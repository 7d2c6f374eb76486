namespace L4Balancer.DataPlane.Protocols;

/// <summary>
/// Follows a Redis session: it rests when every request has its reply, and the client is neither in a transaction nor
/// watching a key nor subscribed. A session that subscribes, monitors or replicates is busy from then on.
/// </summary>
internal sealed class RedisObserver : ProtocolObserver
{
    private RespRequests _requests;
    private RespReplies _replies;
    private long _outstanding;
    private bool _isInMulti;
    private bool _isWatchingKeys;
    private bool _isTracking;
    private bool _isReplyOff;
    private bool _isNextSkipped;

    // Replies until the first one to a request that was sent after the last one without a reply: nothing else tells
    // when that is done.
    private long _unconfirmed;

    protected override bool IsAtRest =>
        _outstanding == 0 && !_isInMulti && !_isWatchingKeys && !_isTracking && !_isReplyOff && !_isNextSkipped
        && _unconfirmed == 0 && !_requests.IsPartial && !_replies.IsPartial;

    protected override void OnClient(ref ReadOnlySpan<byte> bytes)
    {
        if (!_requests.TryRead(ref bytes, out var isComplete)) GiveUp();
        else if (isComplete) OnRequest();
    }

    protected override void OnServer(ref ReadOnlySpan<byte> bytes)
    {
        if (!_replies.TryRead(ref bytes, out var isComplete)) GiveUp();
        else if (isComplete && --_outstanding < 0) GiveUp();
        else if (isComplete && _unconfirmed > 0) _unconfirmed--;
    }

    private void OnRequest()
    {
        var command = RedisCommands.KindOf(_requests.Command);
        if (command == RedisCommand.Stream)
        {
            BecomeStream();
            return;
        }

        if (command == RedisCommand.Client && IsAboutReplies())
        {
            // Within a transaction it would take effect at its end.
            if (_isInMulti) GiveUp();
            else OnClientReply();
            return;
        }

        if (command == RedisCommand.Reset) (_isReplyOff, _isNextSkipped) = (false, false);
        CountRequest();
        Follow(command);
    }

    private bool IsAboutReplies() => _requests.First == RedisCommands.Reply && _requests.Words == 3;

    private void OnClientReply()
    {
        if (_requests.Second == RedisCommands.On)
        {
            (_isReplyOff, _isNextSkipped) = (false, false);
            CountRequest();
        }
        else if (_requests.Second == RedisCommands.Off)
        {
            (_isReplyOff, _isNextSkipped) = (true, false);
            NoteUnanswered();
        }
        else if (_requests.Second == RedisCommands.Skip)
        {
            _isNextSkipped = !_isReplyOff;
            NoteUnanswered();
        }
        else
        {
            CountRequest();
        }
    }

    private void CountRequest()
    {
        if (_isReplyOff || _isNextSkipped) NoteUnanswered();
        else _outstanding++;
        _isNextSkipped = false;
    }

    private void NoteUnanswered() => _unconfirmed = _outstanding + 1;

    /// <summary>
    /// What ends something does so only in the form that the server accepts: an error would leave it as it is.
    /// </summary>
    private void Follow(RedisCommand command)
    {
        var isPlain = _requests.Words == 1;
        switch (command)
        {
            case RedisCommand.Multi: _isInMulti = true; break;
            case RedisCommand.Watch: _isWatchingKeys = true; break;
            case RedisCommand.Exec or RedisCommand.Discard when _isInMulti && isPlain:
                (_isInMulti, _isWatchingKeys) = (false, false);
                break;
            case RedisCommand.Unwatch when !_isInMulti && isPlain: _isWatchingKeys = false; break;
            case RedisCommand.Reset when isPlain:
                (_isInMulti, _isWatchingKeys, _isTracking) = (false, false, false);
                break;
            case RedisCommand.Client when _requests.First == RedisCommands.Tracking:
                _isTracking = _requests.Second != RedisCommands.Off || _isInMulti;
                break;
        }
    }
}
