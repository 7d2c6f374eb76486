using System.CommandLine;

namespace L4Balancer.Cli.Connection;

/// <summary>The options that every verb has which asks a running daemon.</summary>
internal sealed class AdminOptions
{
    private readonly Option<string?> _admin = new("--admin")
    {
        Description = "Where the daemon is asked; else L4BALANCER_ADMIN, the config file, its usual socket.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _config = new("--config", "-c")
    {
        Description = "The config file whose admin.bind is used.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "The file with the token; else L4BALANCER_TOKEN, or the file that the config names.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _ca = new("--ca")
    {
        Description = "The certificates that the one of the daemon may be signed by (PEM).",
        HelpName = "FILE",
    };

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Takes any certificate. Who listens in can then read the token.",
    };

    public AdminOptions() => _admin.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string?>() is { } text && AdminAddress.Parse(text) is null)
            result.AddError($"--admin must be {AdminAddress.Forms}.");
    });

    /// <summary>As the API gives it, for scripts.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Prints what the API answers: a JSON document, or one a line.",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { Json, _admin, _config, _tokenFile, _ca, _insecure })
            command.Options.Add(option);
    }

    /// <exception cref="AdminException">What is named cannot be used.</exception>
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
