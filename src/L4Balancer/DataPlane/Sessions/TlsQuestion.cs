using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// What a PostgreSQL backend is asked before it gets the ClientHello of a client that was promised TLS, and what its
/// answer means. It is part of the connect: with any answer but yes another backend is tried.
/// </summary>
internal static class TlsQuestion
{
    public const int Length = 8;

    public static ReadOnlyMemory<byte> Bytes => EncryptionRequest.Tls;

    /// <summary>The backend has ended or reset the connection instead of an answer.</summary>
    public static ConnectFailure NotAnswered { get; } =
        new("closed the connection when it was asked for TLS", IsLocalShortage: false, IsOutOfDescriptors: false);

    /// <summary>The time for the connect is up.</summary>
    public static ConnectFailure TooLate { get; } =
        new("connected, and did not say in time whether it accepts TLS", false, false);

    /// <summary>
    /// A backend without TLS is not broken: other clients can be served by it, and none of them may make it look
    /// otherwise.
    /// </summary>
    private static readonly ConnectFailure No =
        new("does not accept TLS: it answers SSLRequest with N", false, false) { IsRefusal = true };

    private static readonly ConnectFailure Other =
        new("is no PostgreSQL server: it does not answer SSLRequest with S or N", false, false);

    /// <summary>An ErrorResponse, as of a server that cannot start another process.</summary>
    private static readonly ConnectFailure Error = new("answers SSLRequest with an error", false, false);

    /// <returns>Null if TLS may begin.</returns>
    public static ConnectFailure? FailureOf(byte answer) => answer switch
    {
        EncryptionRequest.Yes => null,
        EncryptionRequest.No => No,
        (byte)'E' => Error,
        _ => Other,
    };
}
