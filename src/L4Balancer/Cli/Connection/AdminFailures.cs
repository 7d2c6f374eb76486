using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using L4Balancer.Hosting;

namespace L4Balancer.Cli.Connection;

/// <summary>Says in one line what is wrong when a daemon cannot be asked or says no, and what would help.</summary>
internal static class AdminFailures
{
    public static AdminException Of(AdminPlace place, HttpRequestException failure)
    {
        var asked = $"{place.Address} ({place.NamedBy})";
        if (failure.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            var cause = Root(failure).Message.TrimEnd('.');
            return AdminException.NoDaemon(
                $"no TLS with {asked}: {cause}; --ca FILE names who signed its certificate");
        }

        if (Root(failure) is not SocketException socket)
            return AdminException.NoDaemon($"no answer from {asked}: {Root(failure).Message}");
        return socket.SocketErrorCode is SocketError.AccessDenied
            ? AdminException.NoDaemon(Denied(place, asked))
            : AdminException.NoDaemon(NobodyListens(place, asked, socket));
    }

    public static AdminException TimedOut(AdminPlace place) =>
        AdminException.NoDaemon($"{place.Address} ({place.NamedBy}) takes too long to answer");

    public static AdminException NotUnderstood(AdminPlace place) => AdminException.NoDaemon(
        $"what answers at {place.Address} ({place.NamedBy}) is no l4balancer, or one of another version than "
        + Daemon.Version);

    /// <summary>For an answer that is no success; <paramref name="body"/> says more.</summary>
    public static AdminException Refusal(AdminPlace place, HttpStatusCode status, string body)
    {
        var (detail, errors) = ReadProblem(body);
        return status switch
        {
            HttpStatusCode.Unauthorized => AdminException.NoDaemon(place.Token is null
                ? $"{place.Address} wants a token: --token-file FILE or L4BALANCER_TOKEN gives it"
                : $"{place.Address} does not know this token"),
            HttpStatusCode.Forbidden => AdminException.NoDaemon(
                $"{place.Address} allows this to operators only" + (detail is null ? "" : $": {detail}")),
            HttpStatusCode.UnprocessableEntity when errors.Count > 0 =>
                new AdminException(string.Join('\n', errors), ExitCodes.InvalidConfig),
            HttpStatusCode.PreconditionFailed => AdminException.Refused(
                detail ?? "the balancer has changed since that generation; nothing was done"),
            _ => AdminException.Refused(detail ?? $"{place.Address} answers {(int)status} {status}"),
        };
    }

    private static string NobodyListens(AdminPlace place, string asked, SocketException failure)
    {
        var why = place.Address.UnixPath is not { } path ? failure.Message
            : File.Exists(path) ? "the socket is there, and nobody listens"
            : "there is no such socket";
        return $"nobody answers at {asked}: {why}; {HowToTurnOn}";
    }

    private const string HowToTurnOn =
        "does the daemon run, and has its config a section \"admin: { bind: ... }\"? --admin names another address";

    private static string Denied(AdminPlace place, string asked)
    {
        var access = SocketAccess.Describe(place.Address.UnixPath ?? "");
        var who = access.Length == 0 ? "" : $" ({access})";
        return $"permission denied at {asked}{who}: be root or in the group of the socket";
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
