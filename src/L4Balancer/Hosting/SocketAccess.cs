using L4Balancer.Linux;

namespace L4Balancer.Hosting;

/// <summary>Describes who can open a unix socket, for a message to a user who cannot.</summary>
public static class SocketAccess
{
    /// <summary>Returns <c>mode 0660, user root, group l4balancer</c>; empty if unknown.</summary>
    public static string Describe(string path)
    {
        if (!OperatingSystem.IsLinux()) return "";
        try
        {
            var mode = Convert.ToString((int)File.GetUnixFileMode(path), 8).PadLeft(4, '0');
            return FileOwner.Of(path) is not { } owner ? $"mode {mode}"
                : $"mode {mode}, user {NameOf(owner.User, "/etc/passwd")}, group {NameOf(owner.Group, "/etc/group")}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>
    /// passwd(5) and group(5) have the name first and the number third; without an entry the number is used.
    /// </summary>
    private static string NameOf(uint id, string file)
    {
        var number = id.ToString();
        var entry = File.ReadLines(file).Select(line => line.Split(':')).FirstOrDefault(
            fields => fields.Length > 2 && fields[2] == number);
        return entry?[0] ?? number;
    }
}
