namespace L4Balancer.DataPlane.Sessions;

/// <content>How an account is handed over.</content>
internal partial struct SessionAccount
{
    /// <summary>Everything about it but its terms, as plain values.</summary>
    public readonly AccountState State => new()
    {
        Id = Id,
        AcceptedAt = AcceptedAt,
        ReportedAt = ReportedAt,
        Client = _client,
        Facts = _facts,
        UploadCounted = _uploadCounted,
        DownloadCounted = _downloadCounted,
        LastTried = _lastTried,
        ConnectMicroseconds = _connectMicroseconds,
        Retries = _retries,
        WaitMicroseconds = _waited,
    };

    /// <summary>What still changes of it while bytes are moved.</summary>
    public readonly AccountCounts Counts => new(ReportedAt, _uploadCounted, _downloadCounted);

    /// <summary>The same with other counts.</summary>
    public readonly SessionAccount With(AccountCounts counts) => this with
    {
        ReportedAt = counts.ReportedAt,
        _uploadCounted = counts.Upload,
        _downloadCounted = counts.Download,
    };

    /// <summary>Whether the two are equal except for their <see cref="Counts"/>.</summary>
    public readonly bool HasFactsOf(in SessionAccount other) =>
        Id == other.Id && AcceptedAt == other.AcceptedAt && _client.Equals(other._client)
        && ReferenceEquals(_facts, other._facts) && ReferenceEquals(_lastTried, other._lastTried)
        && (_connectMicroseconds, _retries, _waited) == (other._connectMicroseconds, other._retries, other._waited)
        && ReferenceEquals(_terms.Pool, other._terms.Pool) && ReferenceEquals(_terms.Listener, other._terms.Listener)
        && ReferenceEquals(_terms.BackendCounters, other._terms.BackendCounters)
        && ReferenceEquals(_terms.Backend, other._terms.Backend);

    /// <summary>The account of a session that was handed over, on the terms that it has here.</summary>
    public static SessionAccount Of(AccountState state, in SessionTerms terms) => new()
    {
        _terms = terms,
        Id = state.Id,
        AcceptedAt = state.AcceptedAt,
        ReportedAt = state.ReportedAt,
        _client = state.Client,
        _facts = state.Facts,
        _uploadCounted = state.UploadCounted,
        _downloadCounted = state.DownloadCounted,
        _lastTried = state.LastTried,
        _connectMicroseconds = state.ConnectMicroseconds,
        _retries = state.Retries,
        _waited = state.WaitMicroseconds,
    };

    /// <summary>
    /// The session goes on after it was handed over: takes the place on the backend again that it had, if it had one.
    /// </summary>
    public readonly void Resume()
    {
        if (_terms.BackendCounters is null) return;
        _terms.Pool!.Counters.Acquire();
        _terms.BackendCounters.Resume();
    }
}
