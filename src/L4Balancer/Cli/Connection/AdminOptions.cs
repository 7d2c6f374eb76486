using System.CommandLine;

namespace L4Balancer.Cli.Connection;

/// <summary>The options of every verb that talks to a running daemon.</summary>
internal sealed class AdminOptions
{
    private readonly Option<string?> _admin = new("--admin")
    {
        Description = "Address of the daemon; default: L4BALANCER_ADMIN, the config file, the default socket.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _config = new("--config", "-c")
    {
        Description = "Config file with the daemon's admin.bind.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "File with the token; default: L4BALANCER_TOKEN, or the token file in the config.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _ca = new("--ca")
    {
        Description = "CA bundle (PEM) for verifying the daemon's certificate.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Skip certificate verification; the token can then be intercepted.",
    };

    public AdminOptions() => _admin.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string?>() is { } text && AdminAddress.Parse(text) is null)
            result.AddError($"--admin must be {AdminAddress.Forms}.");
    });

    /// <summary>Prints the API's answer unchanged, for scripts.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the API's answer: one JSON document, or one per line.",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { Json, _admin, _config, _tokenFile, _ca, _insecure })
            command.Options.Add(option);
    }

    /// <exception cref="AdminException">The given address, file or token cannot be used.</exception>
    public AdminPlace Find(ParseResult parsed)
    {
        var finder = new AdminFinder(parsed.GetValue(_config), parsed.GetValue(_tokenFile));
        return finder.Find(parsed.GetValue(_admin)) with
        {
            Ca = parsed.GetValue(_ca),
            IsInsecure = parsed.GetValue(_insecure),
        };
    }
}
