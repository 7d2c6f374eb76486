using L4Balancer.Linux;

namespace L4Balancer.Hosting;

/// <summary>Who may open a unix socket, in words for the one who may not.</summary>
public static class SocketAccess
{
    /// <summary><c>mode 0660, user root, group l4balancer</c>; empty when it cannot be told.</summary>
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

    /// <summary>passwd(5) and group(5) have the name first and the number third; else the number has to do.</summary>
    private static string NameOf(uint id, string file)
    {
        var number = id.ToString();
        var entry = File.ReadLines(file).Select(line => line.Split(':')).FirstOrDefault(
            fields => fields.Length > 2 && fields[2] == number);
        return entry?[0] ?? number;
    }
}
