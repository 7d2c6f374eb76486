using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using L4Balancer.Hosting;

namespace L4Balancer.Cli.Connection;

/// <summary>Messages, in one line with a hint, for a daemon that cannot be reached or refuses.</summary>
internal static class AdminFailures
{
    public static AdminException Of(AdminPlace place, HttpRequestException failure)
    {
        var asked = $"{place.Address} ({place.NamedBy})";
        if (failure.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            var cause = Root(failure).Message.TrimEnd('.');
            return AdminException.NoDaemon(
                $"TLS with {asked} failed: {cause}; --ca FILE sets the CA that signed its certificate");
        }

        if (Root(failure) is not SocketException socket)
            return AdminException.NoDaemon($"no answer from {asked}: {Root(failure).Message}");
        return socket.SocketErrorCode is SocketError.AccessDenied
            ? AdminException.NoDaemon(Denied(place, asked))
            : AdminException.NoDaemon(NobodyListens(place, asked, socket));
    }

    public static AdminException TimedOut(AdminPlace place) =>
        AdminException.NoDaemon($"{place.Address} ({place.NamedBy}) did not answer in time");

    public static AdminException NotUnderstood(AdminPlace place) => AdminException.NoDaemon(
        $"the server at {place.Address} ({place.NamedBy}) is not l4balancer, or its version differs from "
        + Daemon.Version);

    /// <summary>For an unsuccessful answer, whose <paramref name="body"/> has the details.</summary>
    public static AdminException Refusal(AdminPlace place, HttpStatusCode status, string body)
    {
        var (detail, errors) = ReadProblem(body);
        return status switch
        {
            HttpStatusCode.Unauthorized => AdminException.NoDaemon(place.Token is null
                ? $"{place.Address} requires a token: use --token-file FILE or L4BALANCER_TOKEN"
                : $"{place.Address} does not accept this token"),
            HttpStatusCode.Forbidden => AdminException.NoDaemon(
                $"{place.Address} allows this only for operators" + (detail is null ? "" : $": {detail}")),
            HttpStatusCode.UnprocessableEntity when errors.Count > 0 =>
                new AdminException(string.Join('\n', errors), ExitCodes.InvalidConfig),
            HttpStatusCode.PreconditionFailed => AdminException.Refused(
                detail ?? "the balancer has changed since that generation; nothing was done"),
            _ => AdminException.Refused(detail ?? $"{place.Address} answered {(int)status} {status}"),
        };
    }

    private static string NobodyListens(AdminPlace place, string asked, SocketException failure)
    {
        var why = place.Address.UnixPath is not { } path ? failure.Message
            : File.Exists(path) ? "the socket exists, but nothing is listening"
            : "there is no such socket";
        return $"no daemon answers at {asked}: {why}; {HowToTurnOn}";
    }

    private const string HowToTurnOn =
        "is the daemon running, and does its config have \"admin: { bind: ... }\"? Use --admin for another address";

    private static string Denied(AdminPlace place, string asked)
    {
        var access = SocketAccess.Describe(place.Address.UnixPath ?? "");
        var who = access.Length == 0 ? "" : $" ({access})";
        return $"permission denied at {asked}{who}: run as root or as a member of the socket's group";
    }

    private static (string? Detail, IReadOnlyList<string> Errors) ReadProblem(string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            if (problem.RootElement.ValueKind != JsonValueKind.Object) return (null, []);
            var detail = TextOf("detail") ?? TextOf("title");
            return problem.RootElement.TryGetProperty("errors", out var list) && list.ValueKind == JsonValueKind.Array
                ? (detail, [.. list.EnumerateArray().Select(error => error.ToString())])
                : (detail, []);

            string? TextOf(string key) =>
                problem.RootElement.TryGetProperty(key, out var value) ? value.ToString() : null;
        }
        catch (JsonException)
        {
            return (null, []);
        }
    }

    private static Exception Root(Exception failure) => failure.GetBaseException();
}
