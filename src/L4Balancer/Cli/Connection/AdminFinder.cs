using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Hosting;

namespace L4Balancer.Cli.Connection;

/// <summary>
/// Finds the daemon: by the command line, else the environment, else the config file, else the default socket.
/// </summary>
internal sealed class AdminFinder(string? configFile, string? tokenFile)
{
    private const string AddressVariable = "L4BALANCER_ADMIN";
    private const string TokenVariable = "L4BALANCER_TOKEN";
    private const string UsualFile = "/etc/l4balancer/l4balancer.yaml";
    private const string UsualSocket = "/run/l4balancer/admin.sock";

    /// <exception cref="AdminException">The given address, file or token cannot be used.</exception>
    public AdminPlace Find(string? address)
    {
        if (address is not null)
            return Named(AdminAddress.Parse(address)!, "--admin");
        if (Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } text)
        {
            var parsed = AdminAddress.Parse(text) ?? throw AdminException.NoDaemon(
                $"{AddressVariable} is {Shown.Quoted(text)}, but must be {AdminAddress.Forms}");
            return Named(parsed, AddressVariable);
        }

        if (configFile is not null) return OfFile(configFile, ReadConfig(configFile));
        if (File.Exists(UsualFile) && ConfigFile.Load(UsualFile).Config?.Admin is { } admin)
            return OfFile(UsualFile, admin);
        return Named(AdminAddress.OfSocket(UsualSocket), "the default");
    }

    private AdminPlace Named(AdminAddress address, string namedBy) =>
        new() { Address = address, NamedBy = namedBy, Token = GivenToken() };

    /// <summary>The tokens of a config file are sent only to the addresses in that file.</summary>
    private AdminPlace OfFile(string file, AdminConfig admin)
    {
        var byUnixFirst = admin.Bind.OrderBy(bind => bind.Address.UnixPath is null);
        var address = byUnixFirst.Select(bind => AdminAddress.Of(bind, admin.Tls is not null))
            .FirstOrDefault(found => found is not null);
        if (address is null)
        {
            throw AdminException.NoDaemon(
                $"{file} has no admin.bind with a fixed port: use --admin ADDRESS");
        }

        return new AdminPlace
        {
            Address = address,
            NamedBy = $"admin.bind of {file}",
            Token = GivenToken() ?? TryRead(admin.OperatorTokenFile) ?? TryRead(admin.ReaderTokenFile),
        };
    }

    private static AdminConfig ReadConfig(string file)
    {
        var read = ConfigFile.Load(file);
        if (read.Config is null) throw AdminException.NoDaemon($"{read.Errors[0]}");
        return read.Config.Admin ?? throw AdminException.NoDaemon(
            $"{file} has no admin section, so its daemon cannot be reached: "
            + $"add \"admin: {{ bind: unix:{UsualSocket} }}\"");
    }

    private string? GivenToken()
    {
        if (tokenFile is null) return Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } t ? t : null;
        return TryRead(tokenFile) ?? throw AdminException.NoDaemon($"the token file {tokenFile} cannot be read");
    }

    /// <summary>Null if there is none, or this user cannot read it.</summary>
    private static string? TryRead(string? file)
    {
        try
        {
            return file is null ? null : File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
